-- What the weekly review of unusual reading (cases/insiders/unusual.py) has to know of cases. Reason for stepping around the wall:
-- the list is made by the house, which sees no case. Each function answers `maintenance` alone, a purpose that no request can
-- take, and gives ids and codes.

create or replace function carisecure.only_the_house() returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
        raise exception 'only the house itself asks this';
    end if;
end
$$;

-- The case that each of these ids stands for: the case itself, a person in it, or a report that is part of it.
create or replace function carisecure.cases_read(p_ids uuid[])
returns table (id uuid, case_id uuid, unit_id uuid, is_sealed boolean, excluded integer[])
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.only_the_house();
    return query
        select c.id, c.id, c.agency_id, c.compartment = 'sealed', c.excluded_groups
          from public.cases_case c where c.id = any (p_ids)
        union all
        select i.id, c.id, c.agency_id, c.compartment = 'sealed', c.excluded_groups
          from public.cases_involvement i join public.cases_case c on c.id = i.case_id where i.id = any (p_ids)
        union all
        select r.id, c.id, c.agency_id, c.compartment = 'sealed', c.excluded_groups
          from public.cases_intakereport r join public.cases_case c on c.id = r.case_id where r.id = any (p_ids);
end
$$;

-- Who has something to do on these cases: the lead officer, who opened it, the unit's supervisors (not in a sealed case),
-- who was let in by name by somebody else, and whose approval is asked for or waited for; and whoever stands, or stood within two weeks, in
-- for one of them. An emergency access is no task: it opens an hour, and would keep the review silent for weeks. Nor is a
-- grant that somebody gave themselves: restricting a case names whoever presses it.
create or replace function carisecure.people_with_task(p_cases uuid[])
returns table (case_id uuid, user_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.only_the_house();
    return query
        with own as (
            select c.id as c, unnest(array[c.lead_officer_id, c.opened_by_id]) as u
              from public.cases_case c where c.id = any (p_cases)
            union
            select c.id, s.id from public.cases_case c
              join public.accounts_user s on s.agency_id = c.agency_id and s.role = 'supervisor'
             where c.id = any (p_cases) and c.compartment <> 'sealed'
            union
            select g.content_object_id, m.user_id from public.cases_casegrant g
              join public.accounts_user_groups m on m.group_id = g.group_id
             where g.content_object_id = any (p_cases) and g.purpose <> 'emergency' and g.granted_by_id <> m.user_id
               and not exists (select from public.accounts_agency a where a.group_id = g.group_id)
            union
            select a.case_id, unnest(array[a.requested_by_id, a.asked_of_id]) from public.cases_approval a
             where a.case_id = any (p_cases) and a.decided_at is null)
        select o.c, o.u from own o where o.u is not null
        union
        select o.c, d.to_user_id from own o join public.access_delegation d on d.from_user_id = o.u
         where d.begins_at <= now() and d.ends_at > now() - interval '14 days';
end
$$;

-- Of these people, those one of whose names shares a sound token: keyed, so that no name is compared or seen.
create or replace function carisecure.people_sounding_like(p_people uuid[], p_tokens bigint[])
returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.only_the_house();
    return query
        select distinct n.person_id from public.cases_personidentity n
         where n.person_id = any (p_people) and n.kind in ('name', 'alias') and n.sound_tokens && p_tokens;
end
$$;
