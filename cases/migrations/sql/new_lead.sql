-- A sealed case that everybody has left (docs/decisions/compartments.md). Reason for stepping around the wall in each of
-- these: nobody is inside any more who could do it. No function answers with anything of a case but its reference.

-- Who speaks: an active auditor whom the case does not exclude; of this office, where one is named.
create or replace function carisecure.speaks_as_auditor(p_office text, p_excluded integer[]) returns uuid
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select u.id from public.accounts_user u join public.accounts_agency a on a.id = u.agency_id and a.is_active
     where u.id = nullif(current_setting('carisecure.user', true), '')::uuid and u.is_active and u.role = 'auditor'
       and coalesce(current_setting('carisecure.purpose', true), '') = 'request'
       and (p_office is null or a.code = p_office)
       and not p_excluded && coalesce(
           string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::integer[], '{}')
$$;

-- Sealed, not disposed of, and nobody left who may work on it.
create or replace function carisecure.is_orphaned(p_case uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.cases_case c where c.id = p_case and c.compartment = 'sealed')
       and not exists (select from public.cases_disposal d where d.case_id = p_case)
       and not exists (select from carisecure.holders_of_case(p_case, 'change'))
$$;

-- Whether this person may become the lead: works in the unit of the case, and the case does not exclude them.
create or replace function carisecure.may_become_lead(p_case uuid, p_lead uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from public.cases_case c
          join public.accounts_user u on u.agency_id = c.agency_id and u.id = p_lead and u.is_active
           and u.role in ('investigator', 'supervisor')
         where c.id = p_case and not exists (select from public.accounts_user_groups x
                                              where x.user_id = u.id and x.group_id = any (c.excluded_groups)))
$$;

-- In the columns of everything that takes two people (carisecure/access/sql/two_people.sql, whose guard holds these
-- functions to its rule too).

-- Ask. The answer is a code; a reference that nothing has, and one that is not orphaned, are answered alike.
create or replace function carisecure.ask_new_lead(p_id uuid, p_office text, p_reference text, p_lead uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    c record;
    speaker uuid := carisecure.speaks_as_auditor(p_office, '{}');
begin
    if speaker is null then
        raise exception 'nobody asks';
    end if;
    select k.id, k.excluded_groups into c from public.cases_case k where k.reference = p_reference;
    if c.id is null or carisecure.speaks_as_auditor(p_office, c.excluded_groups) is null
       or not carisecure.is_orphaned(c.id) then
        return 'not_orphaned';
    elsif not carisecure.may_become_lead(c.id, p_lead) then
        return 'not_this_person';
    elsif exists (select from public.cases_newlead n where n.case_id = c.id and n.decided_at is null) then
        return 'asked_already';
    end if;
    insert into public.cases_newlead (id, case_id, lead_id, requested_by_id, requested_at)
         values (p_id, c.id, p_lead, speaker, now());
    return 'asked';
end
$$;

-- Decide: somebody else than who asked. With a yes the lead holds the case, each of its people and nothing more.
create or replace function carisecure.decide_new_lead(p_id uuid, p_yes boolean) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    n record;
    c record;
    speaker uuid;
    own integer;
begin
    select * into n from public.cases_newlead w where w.id = p_id for update;
    select k.id, k.excluded_groups into c from public.cases_case k where k.id = n.case_id for update;
    speaker := carisecure.speaks_as_auditor(null, c.excluded_groups);
    if c.id is null or speaker is null then
        return 'nothing';
    elsif n.decided_at is not null then
        return 'decided_already';
    elsif n.requested_by_id = speaker then
        return 'own';
    elsif p_yes and not carisecure.is_orphaned(c.id) then
        return 'not_orphaned';
    elsif p_yes and not carisecure.may_become_lead(c.id, n.lead_id) then
        return 'not_this_person';
    end if;
    update public.cases_newlead set decided_by_id = speaker, decided_at = now(), is_granted = p_yes,
           used_at = case when p_yes then now() end where id = p_id;
    if not p_yes then
        return 'refused';
    end if;
    select g.id into own from public.auth_group g where g.name = 'private:' || n.lead_id;
    insert into public.cases_casegrant
        (purpose, granted_by_id, granted_at, expires_at, sharing_agreement, content_object_id, group_id, permission_id)
    select 'new lead', speaker, now(), null, '', c.id, own, p.id from public.auth_permission p
      join public.django_content_type t on t.id = p.content_type_id and t.app_label = 'cases' and t.model = 'case'
     where p.codename in ('view_case', 'change_case', 'see_identity_case')
    on conflict do nothing;
    insert into public.cases_involvementgrant
        (purpose, granted_by_id, granted_at, expires_at, sharing_agreement, content_object_id, group_id, permission_id)
    select 'new lead', speaker, now(), null, '', i.id, own, p.id from public.cases_involvement i
     cross join public.auth_permission p
      join public.django_content_type t on t.id = p.content_type_id and t.app_label = 'cases' and t.model = 'involvement'
     where i.case_id = c.id and p.codename in ('view_involvement', 'change_involvement', 'see_identity_involvement')
    on conflict do nothing;
    update public.cases_case set lead_officer_id = n.lead_id, last_moved_at = now() where id = c.id;
    return 'granted';
end
$$;

-- What was asked, for every auditor whom the case does not exclude: reference, names of officers, times.
create or replace function carisecure.new_leads()
returns table (id uuid, reference text, lead text, unit text, asked_by uuid, asker text, asked_at timestamptz,
               decider text, decided_at timestamptz, is_granted boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select n.id, c.reference::text, l.full_name::text, u.name::text, n.requested_by_id, a.full_name::text, n.requested_at,
           d.full_name::text, n.decided_at, n.is_granted
      from public.cases_newlead n join public.cases_case c on c.id = n.case_id
      join public.accounts_user l on l.id = n.lead_id join public.accounts_agency u on u.id = c.agency_id
      join public.accounts_user a on a.id = n.requested_by_id left join public.accounts_user d on d.id = n.decided_by_id
     where carisecure.speaks_as_auditor(null, c.excluded_groups) is not null
     order by n.decided_at is not null, n.requested_at
$$;
