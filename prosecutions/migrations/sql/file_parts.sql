-- What `file_changes` compares (file_changes.sql says why the database does it), as prosecutions/file/filed.py describes it.

-- Who somebody is, as far as it goes into a file, without what was entered by mistake: the mark of those rows, and when
-- the newest came. Sealed values count as they lie there: a key that is wrapped anew leaves them as they are.
create or replace function carisecure.filed_identity(p_person uuid, out mark text, out newest timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
    select md5(coalesce(jsonb_agg(jsonb_build_array(n.id, n.kind, n.value) order by n.id), '[]')::text), max(n.created_at)
      from cases_personidentity n
     where n.person_id = p_person and n.kind in ('name', 'alias', 'birth_date', 'document') and n.mistaken_at is null
$$;

-- The parts of a file as they are now, one mark each: a digest of everything that the frozen sheet shows, texts as they
-- are stored (sealed: a text that is written again has another mark, even with the same words). A person has a second
-- mark for the names, because not everybody who sends a person may send who it is. Runs with the rights of its caller:
-- an officer sees the marks of what they can see (`submit_file` stores them), and within `file_changes` the system role
-- sees them all. The body is `file_parts_body()`.
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
       cases_intakereport.channel,
       cases_intakereport.narrative,
       cases_intakereport.place)::text),
       cases_intakereport.created_at, '', null::timestamptz
  from cases_intakereport
 where cases_intakereport.case_id = p_case
union all
select 'person', cases_involvement.id, md5(jsonb_build_array(
       cases_involvement.role,
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
select 'statement', cases_statement.id, md5(jsonb_build_array(
       cases_statement.involvement_id,
       cases_statement.taken_on,
       cases_statement.language,
       cases_statement.text)::text),
       cases_statement.created_at, '', null::timestamptz
  from cases_statement
 where cases_statement.case_id = p_case
union all
select 'exhibit', cases_exhibit.id, md5(jsonb_build_array(
       cases_exhibit.mark,
       cases_exhibit.description,
       cases_exhibit.found_on,
       cases_exhibit.found_at)::text),
       cases_exhibit.created_at, '', null::timestamptz
  from cases_exhibit
 where cases_exhibit.case_id = p_case
$$;
