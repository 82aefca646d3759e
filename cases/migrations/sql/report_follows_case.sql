-- A report is an anchor of its own (docs/nouns.md). While a decision makes it part of a case, its grants and exclusions are
-- those of the case, whatever happens there: sealing, letting in, leaving, emergencies, what expires. One function keeps
-- them equal (report_follows_case); triggers call it when the case's grants or exclusions change, and when the report
-- moves.
--
-- Reason for stepping around the wall: whoever changes who may see a case need not see its reports (a report that is
-- moving at that moment, an officer whose own access ends with this very statement, the house itself when a grant has
-- expired), and nobody may write the grants of a report by hand. The functions take nothing from anybody but ids, and
-- copy from a case to its own reports.
--
-- Locks: the case before the report. A statement that writes grants shares the case's row; a decision takes it alone.

-- Everything that the case gives and nothing else: the same groups, permissions, purposes and times.
create or replace function carisecure.report_follows_case(p_report uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    of_case uuid;
begin
    -- Locked first and read then: somebody else may just be moving it.
    select r.case_id into of_case from public.cases_intakereport r where r.id = p_report for no key update;
    if of_case is null then
        return;
    end if;
    delete from public.cases_reportgrant g
     where g.content_object_id = p_report
       and not exists (select from carisecure.as_grants_of_reports(of_case) c
                        where c.group_id = g.group_id and c.permission_id = g.permission_id);
    insert into public.cases_reportgrant as g
        (content_object_id, group_id, permission_id, purpose, granted_by_id, granted_at, expires_at, sharing_agreement,
         kept_at, kept_by_id)
    select p_report, c.group_id, c.permission_id, c.purpose, c.granted_by_id, c.granted_at, c.expires_at,
           c.sharing_agreement, c.kept_at, c.kept_by_id
      from carisecure.as_grants_of_reports(of_case) c
    on conflict (group_id, permission_id, content_object_id) do update
       set purpose = excluded.purpose, granted_by_id = excluded.granted_by_id, granted_at = excluded.granted_at,
           expires_at = excluded.expires_at, sharing_agreement = excluded.sharing_agreement,
           kept_at = excluded.kept_at, kept_by_id = excluded.kept_by_id
     where (g.purpose, g.granted_by_id, g.granted_at, g.expires_at, g.sharing_agreement, g.kept_at, g.kept_by_id)
           is distinct from (excluded.purpose, excluded.granted_by_id, excluded.granted_at, excluded.expires_at,
                             excluded.sharing_agreement, excluded.kept_at, excluded.kept_by_id);
    update public.cases_intakereport r set excluded_groups = c.excluded_groups
      from public.cases_case c
     where r.id = p_report and c.id = of_case and r.excluded_groups is distinct from c.excluded_groups;
end
$$;

-- What a case gives, told as grants of a report: `view_case` is `view_intakereport`.
create or replace function carisecure.as_grants_of_reports(p_case uuid)
returns table (group_id integer, permission_id integer, purpose text, granted_by_id uuid, granted_at timestamptz,
               expires_at timestamptz, sharing_agreement text, kept_at timestamptz, kept_by_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select g.group_id, q.id, g.purpose::text, g.granted_by_id, g.granted_at, g.expires_at, g.sharing_agreement::text,
           g.kept_at, g.kept_by_id
      from public.cases_casegrant g
      join public.auth_permission p on p.id = g.permission_id
      join public.auth_permission q on q.codename = regexp_replace(p.codename, '_case$', '_intakereport')
      join public.django_content_type t on t.id = q.content_type_id and t.app_label = 'cases' and t.model = 'intakereport'
     where g.content_object_id = p_case
$$;

-- A report that leaves its case for none: what came from the case ends. It is its unit's again, unless the case was
-- narrower than the unit, shut somebody out, or an official is involved: then it is for who decided it alone.
create or replace function carisecure.report_stands_alone(p_report uuid, p_left uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    own integer;
begin
    select case when r.is_official_involved or c.compartment <> 'agency' or c.excluded_groups <> '{}'
                then (select g.id from public.auth_group g where g.name = 'private:' || speaker)
                else a.group_id end into own
      from public.cases_intakereport r join public.accounts_agency a on a.id = r.agency_id
      join public.cases_case c on c.id = p_left
     where r.id = p_report;
    delete from public.cases_reportgrant where content_object_id = p_report;
    insert into public.cases_reportgrant
        (content_object_id, group_id, permission_id, purpose, granted_by_id, granted_at, sharing_agreement)
    select p_report, own, p.id, 'own report', speaker, now(), ''
      from public.auth_permission p join public.django_content_type t on t.id = p.content_type_id
     where t.app_label = 'cases' and t.model = 'intakereport'
       and p.codename in ('view_intakereport', 'change_intakereport', 'see_identity_intakereport');
    update public.cases_intakereport set excluded_groups = '{}' where id = p_report and excluded_groups <> '{}';
end
$$;

-- After each statement on the grants of cases; `changed` are its rows.
create or replace function carisecure.reports_follow_grants() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from public.cases_case c
      where c.id in (select content_object_id from changed) order by c.id for key share;
    perform carisecure.report_follows_case(r.id) from public.cases_intakereport r
      where r.case_id in (select content_object_id from changed) order by r.id;
    return null;
end
$$;

create or replace function carisecure.reports_follow_exclusions() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.report_follows_case(r.id) from public.cases_intakereport r where r.case_id = new.id order by r.id;
    return null;
end
$$;

create or replace function carisecure.report_moves() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.case_id is null then
        perform carisecure.report_stands_alone(new.id, old.case_id);
    else
        perform carisecure.report_follows_case(new.id);
    end if;
    return null;
end
$$;

-- What stands decided is written on the report here and nowhere else.
create or replace function carisecure.report_follows_decision() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from public.cases_case c where c.id = new.case_id for update;
    update public.cases_intakereport r
       set outcome = case when new.is_retracted then '' else new.outcome end,
           case_id = case when new.is_retracted then null else new.case_id end
     where r.id = new.report_id;
    return null;
end
$$;

-- Decided by who speaks, about the report as it stands, and into a case that they may change: asked with their own rights.
create or replace function carisecure.guard_triage() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    replaced record;
begin
    if new.recorded_by_id is distinct from nullif(current_setting('carisecure.user', true), '')::uuid then
        raise exception 'a report is decided by who speaks' using errcode = 'check_violation';
    end if;
    if new.replaces_id is not null then
        select d.report_id, d.case_id into replaced from public.cases_triagedecision d where d.id = new.replaces_id;
        if replaced.report_id is distinct from new.report_id then
            raise exception 'a decision replaces one about the same report' using errcode = 'check_violation';
        end if;
    end if;
    if new.case_id is not null and not new.is_retracted then
        perform from public.cases_case c where c.id = new.case_id for update;
        if not found then
            raise exception 'a report joins a case that who decides may change' using errcode = 'check_violation';
        end if;
    end if;
    if new.repeats_id is not null and not new.is_retracted and not exists (
        select from public.cases_intakereport r
         where r.id = new.repeats_id and r.case_id is not distinct from new.case_id) then
        raise exception 'a report that repeats another goes where that one is' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
