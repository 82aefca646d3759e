-- Takes the place of `file_parts` in file_parts_roles.sql, as prosecutions/file/filed.py describes it now: of a report that
-- was corrected the words that stand are compared.
create or replace function carisecure.file_parts(p_case uuid)
returns table (kind text, object_id uuid, mark text, created_at timestamptz, names_mark text, named_at timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
select 'elements', cases_case.id, md5(jsonb_build_array(
       cases_case.acts,
       cases_case.means,
       cases_case.purposes)::text),
       cases_case.created_at, '', null::timestamptz
  from cases_case
 where cases_case.id = p_case
union all
select 'report', cases_intakereport.id, md5(jsonb_build_array(
       extract(epoch from cases_intakereport.received_at),
       cases_intakereport.received_on,
       cases_intakereport.received_precision,
       cases_intakereport.is_hour_known,
       cases_intakereport.channel,
       coalesce(said.narrative, cases_intakereport.narrative),
       coalesce(said.place, cases_intakereport.place))::text),
       coalesce((select max(d.recorded_at) from cases_triagedecision d
                  where d.report_id = cases_intakereport.id and d.case_id = p_case and not d.is_retracted
                    and not exists (select from cases_triagedecision b
                                     where b.id = d.replaces_id and b.case_id = p_case and not b.is_retracted)),
                cases_intakereport.created_at), '', null::timestamptz
  from cases_intakereport
  left join cases_reportwords said on said.id = cases_intakereport.as_corrected_id
 where cases_intakereport.case_id = p_case
union all
select 'person', cases_involvement.id, md5(jsonb_build_array(
       cases_involvement.standing_roles,
       cases_involvement.label,
       cases_involvement.status,
       cases_involvement.is_official,
       cases_person.age_from,
       cases_person.age_to,
       cases_person.age_basis,
       cases_person.age_on,
       cases_person.gender,
       cases_person.citizenships,
       cases_person.languages)::text),
       cases_involvement.created_at, n.mark, n.newest
  from cases_involvement
  join cases_person on cases_person.id = cases_involvement.person_id
 cross join lateral carisecure.filed_identity(cases_person.id) n
 where cases_involvement.case_id = p_case
union all
select 'statement', cases_statement.entry_key, md5(jsonb_build_array(
       cases_statement.involvement_id,
       cases_statement.taken_on,
       cases_statement.language,
       cases_statement.text)::text),
       first.created_at, '', null::timestamptz
  from cases_statement join cases_statement first on first.id = cases_statement.entry_key
 where cases_statement.case_id = p_case and not cases_statement.is_retracted
   and not exists (select from cases_statement later where later.replaces_id = cases_statement.id)
union all
select 'exhibit', cases_exhibit.entry_key, md5(jsonb_build_array(
       cases_exhibit.mark,
       cases_exhibit.description,
       cases_exhibit.found_on,
       cases_exhibit.found_at)::text),
       first.created_at, '', null::timestamptz
  from cases_exhibit join cases_exhibit first on first.id = cases_exhibit.entry_key
 where cases_exhibit.case_id = p_case and not cases_exhibit.is_retracted
   and not exists (select from cases_exhibit later where later.replaces_id = cases_exhibit.id)
$$;
