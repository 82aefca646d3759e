-- What is kept by itself, in no case (cases/keeping/alone.py): the tables of its holds and disposals keep what the
-- operations say, whoever speaks to them. One function for every kind of thing; a table's trigger says which.

-- Two arguments: the column that points at what is held, and the table of its approvals.
create or replace function carisecure.guard_kept_hold() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    free text[] := '{lifted_by_id,lifted_at,version,excluded_groups}';
    agreed boolean;
begin
    if tg_op = 'DELETE' then
        raise exception 'a hold is lifted, not deleted' using errcode = 'check_violation';
    elsif tg_op = 'INSERT' then
        if new.placed_by_id is distinct from speaker or new.lifted_at is not null then
            raise exception 'a hold is placed by who speaks, and lifted later' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if to_jsonb(new) - free is distinct from to_jsonb(old) - free
       or (old.lifted_at is not null
           and (new.lifted_at, new.lifted_by_id) is distinct from (old.lifted_at, old.lifted_by_id)) then
        raise exception 'a hold stays as it was placed and as it was lifted' using errcode = 'check_violation';
    end if;
    if old.lifted_at is null and new.lifted_at is not null then
        execute format('select exists (select from public.%I a where a.%I = $1 and a.kind = ''lift_hold'' and a.subject = $2
                           and a.is_granted and a.decided_by_id = $3 and a.requested_by_id <> $3)', tg_argv[1], tg_argv[0])
           into agreed using (to_jsonb(new) ->> tg_argv[0])::uuid, new.id, speaker;
        if new.lifted_by_id is distinct from speaker or not agreed then
            raise exception 'lifting a hold takes two people' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end
$$;

-- Four arguments: that column, the tables of approvals and of holds, and the function that says whether it may go now.
create or replace function carisecure.guard_kept_disposal() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    free text[] := '{version,excluded_groups}';
    agreed boolean;
begin
    if tg_op = 'DELETE' or tg_op = 'UPDATE' and to_jsonb(new) - free is distinct from to_jsonb(old) - free then
        raise exception 'what is left of a disposal stays' using errcode = 'check_violation';
    elsif tg_op = 'UPDATE' then
        return new;
    end if;
    execute format('select exists (select from public.%I a where a.id = $1 and a.%I = $2 and a.kind = ''disposal''
                       and a.is_granted and a.requested_by_id = $3 and a.decided_by_id = $4 and a.good_until > now())
                       and not exists (select from public.%I h where h.%I = $2 and h.lifted_at is null)
                       and carisecure.%I($2)', tg_argv[1], tg_argv[0], tg_argv[2], tg_argv[0], tg_argv[3])
       into agreed
      using new.approval_id, (to_jsonb(new) ->> tg_argv[0])::uuid, new.asked_by_id, new.agreed_by_id;
    if speaker is null or speaker not in (new.asked_by_id, new.agreed_by_id) or not agreed then
        raise exception 'disposal takes something that may go, no hold, and two people' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
