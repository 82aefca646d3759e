-- Work on the keys takes two people: the table itself keeps what the operation says, whoever speaks to it. The same rule
-- as for approvals of a case (cases/migrations/sql/approvals.sql), for a table that belongs to no case.

-- A key is retired by a yes that stands, and only while nothing is under it. The lock makes a writer who is about to
-- wrap something wait, and then find the row.
create or replace function carisecure.guard_retired_key() returns trigger
language plpgsql security definer
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
