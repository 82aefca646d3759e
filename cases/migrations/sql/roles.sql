-- What somebody is to a case stands in rows (docs/nouns.md); the involvement repeats the roles that stand, and the first of
-- them by an order, so that lists sort and pages ask no further question. Only the functions here write the two columns.
--
-- Reason for stepping around the wall: what stands does not depend on who asks. They take no target: they repeat what the
-- rows say already, and tell the first row what the involvement was written with.

create or replace function carisecure.roles_that_stand(p_involvement uuid) returns text[]
language sql stable security definer
set search_path = public, pg_temp
as $$
    select coalesce(array_agg(p.role order by array_position('{possible_victim,suspect,witness,reporter}', p.role::text)), '{}')
      from cases_involvementpart p
     where p.involvement_id = p_involvement and not p.is_retracted and p.ended_on is null
       and not exists (select from cases_involvementpart later where later.replaces_id = p.id)
$$;

-- Written with the involvement, its role is the first one. After that it follows the rows.
create or replace function carisecure.guard_roles() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        new.standing_roles := array[new.main_role];
    elsif current_user <> 'carisecure_system'
        and (new.main_role, new.standing_roles) is distinct from (old.main_role, old.standing_roles) then
        raise exception 'what somebody is to a case stands in rows of its own' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create or replace function carisecure.tell_first_role() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    key uuid := gen_random_uuid();
    speaker uuid := coalesce(
        nullif(current_setting('carisecure.user', true), '')::uuid,
        (select c.opened_by_id from cases_case c where c.id = new.case_id),
        (select g.granted_by_id from cases_involvementgrant g where g.content_object_id = new.id limit 1));
begin
    insert into cases_involvementpart (id, excluded_groups, version, created_at, recorded_at, recorded_by_id, entry_key,
                                       correction_reason, is_retracted, involvement_id, role, since_precision,
                                       ended_precision, relationship, arrested_precision, cautioned_precision)
    values (key, new.excluded_groups, 1, new.created_at, new.created_at, speaker, key,
            '', false, new.id, new.main_role, 'day', 'day', '', 'day', 'day');
    return null;
end
$$;

create or replace function carisecure.involvement_follows_roles() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    found text[] := carisecure.roles_that_stand(new.involvement_id);
begin
    if cardinality(found) = 0 then
        raise exception 'somebody in a case has a role there' using errcode = 'check_violation';
    end if;
    if cardinality(found) <> (select count(distinct one) from unnest(found) one) then
        raise exception 'a role stands once' using errcode = 'check_violation';
    end if;
    update cases_involvement set main_role = found[1], standing_roles = found
     where id = new.involvement_id and (main_role, standing_roles::text[]) is distinct from (found[1], found);
    return null;
end
$$;
