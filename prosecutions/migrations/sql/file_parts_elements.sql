-- A file's sheet of act, means and purpose follows from what was done, too: `file_parts` compares it there as well
-- (prosecutions/file/filed.py). Why it steps around the wall stands in file_parts.sql.

create or replace function carisecure.file_parts(p_case uuid)
returns table (kind text, object_id uuid, mark text, created_at timestamptz, names_mark text, named_at timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
select 'elements', cases_case.id, md5(jsonb_build_array(
       cases_case.acts,
       cases_case.means,
       cases_case.purposes,
       (select jsonb_agg(jsonb_build_array(
               cases_exploitation.form,
               cases_exploitation.acts,
               cases_exploitation.recruitment,
               cases_exploitation.control)
               order by cases_exploitation.entry_key)
          from cases_exploitation where cases_exploitation.case_id = p_case
   and not cases_exploitation.is_retracted
   and not exists (select from cases_exploitation later where later.replaces_id = cases_exploitation.id)))::text),
       cases_case.created_at, '', null::timestamptz
  from cases_case
 where cases_case.id = p_case
union all
select 'exploitation', cases_exploitation.entry_key, md5(jsonb_build_array(
       cases_exploitation.victim_id,
       cases_exploitation.form,
       cases_exploitation.began_on,
       cases_exploitation.began_precision,
       cases_exploitation.ended_on,
       cases_exploitation.ended_precision,
       cases_exploitation.place,
       cases_exploitation.country,
       cases_exploitation.sector,
       cases_exploitation.acts,
       cases_exploitation.recruitment,
       cases_exploitation.recruited_by,
       cases_exploitation.promised,
       cases_exploitation.paid_by,
       cases_exploitation.control,
       (select jsonb_agg(s.suspect_id order by s.suspect_id)
          from cases_exploitationsuspect s where s.exploitation_id = cases_exploitation.id))::text),
       first.created_at, '', null::timestamptz
  from cases_exploitation join cases_exploitation first on first.id = cases_exploitation.entry_key
 where cases_exploitation.case_id = p_case and not cases_exploitation.is_retracted
   and not exists (select from cases_exploitation later where later.replaces_id = cases_exploitation.id)
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
       cases_person.languages,
       (select jsonb_agg(jsonb_build_array(
               cases_involvementpart.role,
               cases_involvementpart.since_on,
               cases_involvementpart.since_precision,
               cases_involvementpart.ended_on,
               cases_involvementpart.ended_precision,
               cases_involvementpart.relationship,
               cases_involvementpart.arrested_on,
               cases_involvementpart.arrested_precision,
               cases_involvementpart.cautioned_on,
               cases_involvementpart.cautioned_precision)
               order by cases_involvementpart.entry_key)
          from cases_involvementpart where cases_involvementpart.involvement_id = cases_involvement.id
   and not cases_involvementpart.is_retracted
   and not exists (select from cases_involvementpart later where later.replaces_id = cases_involvementpart.id)))::text),
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
union all
select 'proof', cases_proofitem.victim_id, md5(jsonb_agg(jsonb_build_array(
       cases_proofitem.element,
       cases_proofitem.suspect_id,
       cases_proofitem.statement_id,
       cases_proofitem.exhibit_id,
       cases_proofitem.report_id,
       cases_proofitem.shows,
       cases_statement.involvement_id,
       cases_statement.taken_on,
       cases_exhibit.mark,
       extract(epoch from cases_intakereport.received_at),
       cases_intakereport.received_on,
       cases_intakereport.received_precision,
       cases_intakereport.is_hour_known)
       order by cases_proofitem.recorded_at, cases_proofitem.id)::text),
       min(first.created_at), '', null::timestamptz
  from cases_proofitem join cases_proofitem first on first.id = cases_proofitem.entry_key
  left join cases_statement on cases_statement.entry_key = cases_proofitem.statement_id and not cases_statement.is_retracted
   and not exists (select from cases_statement later where later.replaces_id = cases_statement.id)
  left join cases_exhibit on cases_exhibit.entry_key = cases_proofitem.exhibit_id and not cases_exhibit.is_retracted
   and not exists (select from cases_exhibit later where later.replaces_id = cases_exhibit.id)
  left join cases_intakereport on cases_intakereport.id = cases_proofitem.report_id
   and cases_intakereport.case_id = p_case
 where cases_proofitem.case_id = p_case and not cases_proofitem.is_retracted
   and not exists (select from cases_proofitem later where later.replaces_id = cases_proofitem.id)
   and coalesce(cases_statement.id, cases_exhibit.id, cases_intakereport.id) is not null
 group by cases_proofitem.victim_id
$$;
