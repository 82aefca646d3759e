-- The weekly review of unusual reading (carisecure/audit/review.py).

-- What people read between two moments, for the job that makes the list. Reason for stepping around the ledger's own
-- rights: nobody in the application reads the ledger, and the list is made by the house. `maintenance` is a purpose that no
-- request can take.
create or replace function carisecure.readings_between(p_from timestamptz, p_until timestamptz)
returns table (id bigint, at timestamptz, actor uuid, action text, table_name text, object_id text, about uuid[], detail jsonb)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
        raise exception 'only the house itself lists what was read';
    end if;
    return query
        select e.id, e.at, e.actor, e.action::text, e.table_name::text, e.object_id::text, e.about, e.detail
          from public.audit_entry e
         where e.at >= p_from and e.at < p_until and e.actor is not null
           and e.action in ('read', 'read.identity', 'read.text', 'search', 'export', 'print')
           and e.table_name not like 'audit\_%'
         order by e.id;
end
$$;

-- Two people: the reviewer asks and decides, the reader answers, each once, and each speaks for themself. What was read
-- stays as it was listed. `excluded_groups` follows the case by itself, whoever speaks (access/sql/exclusions.sql).
create or replace function carisecure.guard_unusual_reading() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
begin
    if (new.week, new.reader_id, new.case_id, new.unit_id, new.is_sealed, new.reasons, new.times, new.first_at, new.last_at,
        new.made_at)
       is distinct from (old.week, old.reader_id, old.case_id, old.unit_id, old.is_sealed, old.reasons, old.times,
        old.first_at, old.last_at, old.made_at) then
        raise exception 'what was listed stays as it was listed' using errcode = 'check_violation';
    end if;
    if new.reviewer_id is distinct from old.reviewer_id
       and coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
        raise exception 'the house says who reviews' using errcode = 'check_violation';
    end if;
    if (new.asked_at, new.question) is distinct from (old.asked_at, old.question)
       and (old.asked_at is not null or old.decided_at is not null or new.reviewer_id is distinct from speaker) then
        raise exception 'the reviewer asks, once' using errcode = 'check_violation';
    end if;
    if (new.answered_at, new.answer) is distinct from (old.answered_at, old.answer)
       and (old.answered_at is not null or old.asked_at is null or old.decided_at is not null
            or new.reader_id is distinct from speaker) then
        raise exception 'the one who was asked answers, once' using errcode = 'check_violation';
    end if;
    if (new.decided_at, new.decided_by_id, new.outcome) is distinct from (old.decided_at, old.decided_by_id, old.outcome)
       and (old.decided_at is not null or new.reviewer_id is distinct from speaker
            or new.decided_by_id is distinct from speaker) then
        raise exception 'the reviewer decides, once' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
