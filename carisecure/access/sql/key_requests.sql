-- Work on the keys takes two people: the table itself keeps what the operation says, whoever speaks to it. The same rule
-- as for approvals of a case (cases/migrations/sql/approvals.sql), for a table that belongs to no case.
create or replace function carisecure.guard_key_request() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
begin
    if tg_op = 'INSERT' then
        if new.by_command then
            -- On the server, where nobody is signed in: two names that were said. A request of a person cannot do it.
            if speaker is not null or coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
                raise exception 'only the house itself writes down what was done by command'
                    using errcode = 'check_violation';
            end if;
        elsif new.requested_by_id is distinct from speaker or new.decided_at is not null or new.done_at is not null then
            raise exception 'work on the keys is asked for by who speaks, and decided later'
                using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.kind, new.number, new.mark, new.reason, new.requested_by_id, new.requested_at, new.by_command)
       is distinct from
       (old.kind, old.number, old.mark, old.reason, old.requested_by_id, old.requested_at, old.by_command) then
        raise exception 'what was asked stays as it was asked' using errcode = 'check_violation';
    end if;
    if old.decided_at is null then
        if new.decided_at is not null and new.decided_by_id is distinct from speaker then
            raise exception 'work on the keys is decided by who speaks' using errcode = 'check_violation';
        end if;
    elsif (new.decided_by_id, new.decided_at, new.is_granted, new.answer, new.good_until)
          is distinct from (old.decided_by_id, old.decided_at, old.is_granted, old.answer, old.good_until)
          or (old.done_at is not null and new.done_at is distinct from old.done_at) then
        raise exception 'what was decided and done stays so' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger guard before insert or update on access_keyrequest
    for each row execute function carisecure.guard_key_request();

-- A key is retired by a yes that stands, and only while nothing is under it. The lock makes a writer who is about to
-- wrap something wait, and then find the row.
create or replace function carisecure.guard_retired_key() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    lock table public.access_datakey in share row exclusive mode;
    if not exists (select from public.access_keyrequest r
                    where r.id = new.request_id and r.kind = 'retire' and r.number = new.number and r.is_granted) then
        raise exception 'two people agree before a wrapping key is retired' using errcode = 'check_violation';
    end if;
    if exists (select from public.access_datakey k where k.wrapped_by = new.number and k.destroyed_at is null) then
        raise exception 'keys are still under wrapping key %', new.number using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger guard before insert on access_retiredkey
    for each row execute function carisecure.guard_retired_key();

-- Nothing comes under a retired key again: a process that was not restarted and still holds old keys fails, loudly.
create or replace function carisecure.refuse_retired_key() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from written w join public.access_retiredkey r on r.number = w.wrapped_by
                where w.destroyed_at is null) then
        raise exception 'this wrapping key is retired: restart this process with the new VAULT_KEYS'
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

-- One look a statement, not one a row: a rotation writes five thousand rows at once.
create trigger retired_on_insert after insert on access_datakey
    referencing new table as written for each statement execute function carisecure.refuse_retired_key();
create trigger retired_on_update after update on access_datakey
    referencing new table as written for each statement execute function carisecure.refuse_retired_key();

revoke delete, truncate on access_keyrequest from carisecure_app;
revoke update, delete, truncate on access_retiredkey from carisecure_app;
