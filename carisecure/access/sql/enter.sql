-- Called once at the start of every transaction that reads or writes on somebody's behalf. Reads the active
-- memberships and sets who is asking, transaction-locally only: a kept connection must never remember a person. Whoever
-- stands in for somebody has that person's own group meanwhile, never their private one (sealed cases are not delegated).
create or replace function carisecure.enter(p_user uuid, p_purpose text, p_request text) returns integer[]
language plpgsql
set search_path = public, pg_temp
as $$
declare
    found integer[];
    absent uuid[];
    theirs integer[];
begin
    if p_purpose not in ('request', 'job', 'statistics', 'maintenance') then
        raise exception 'unknown purpose %', p_purpose;
    end if;
    if p_purpose in ('statistics', 'maintenance')
       and current_setting('carisecure.purpose', true) = 'request'
       and current_setting('carisecure.request', true) = p_request then
        raise exception 'a request cannot take the purpose %', p_purpose;
    end if;
    select coalesce(array_agg(m.group_id order by m.group_id), '{}') into found
      from accounts_user u
      join accounts_agency a on a.id = u.agency_id and a.is_active
      join accounts_user_groups m on m.user_id = u.id
     where u.id = p_user and u.is_active;
    if found <> '{}' then
        select array_agg(f.id), array_agg(f.personal_group_id) into absent, theirs
          from access_delegation d
          join accounts_user f on f.id = d.from_user_id and f.is_active
          join accounts_user u on u.id = d.to_user_id and u.agency_id = f.agency_id
         where d.to_user_id = p_user and d.begins_at <= now() and d.ends_at > now();
        found := found || coalesce(theirs, '{}');
    end if;
    perform set_config('carisecure.user', coalesce(p_user::text, ''), true);
    perform set_config('carisecure.groups', array_to_string(found, ','), true);
    perform set_config('carisecure.standing_in_for', coalesce(array_to_string(absent, ','), ''), true);
    perform set_config('carisecure.purpose', p_purpose, true);
    perform set_config('carisecure.request', coalesce(p_request, ''), true);
    return found;
end
$$;
