-- A copy with names is noted by who made it, on a standing yes that somebody else gave to this very person, and stays as
-- it was noted.
create or replace function carisecure.guard_copy() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
begin
    if tg_op = 'UPDATE' then
        if (new.id, new.case_id, new.approval_id, new.number, new.form, new.made_by_id, new.made_at) is distinct from
           (old.id, old.case_id, old.approval_id, old.number, old.form, old.made_by_id, old.made_at) then
            raise exception 'a copy stays as it was noted' using errcode = 'check_violation';
        end if;
        return new;
    elsif tg_op = 'DELETE' then
        raise exception 'a copy stays as it was noted' using errcode = 'check_violation';
    end if;
    if new.made_by_id is distinct from speaker or not exists (
        select from public.cases_approval a
         where a.id = new.approval_id and a.case_id = new.case_id and a.kind = 'copy_with_names' and a.is_granted
           and a.requested_by_id = speaker and a.decided_by_id <> speaker and a.good_until > now()) then
        raise exception 'a copy takes a standing yes of somebody else' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
