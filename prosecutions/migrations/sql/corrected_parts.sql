-- As in file_changes.sql, where statements and exhibits are corrected by a later row: each is one part of a file under the
-- key of its first row, as its latest row says it. One that was struck out is no part any more, and is told as removed.
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

-- The one that steps around the wall is the system's own.
set local role carisecure_system;

create or replace function carisecure.file_changes(p_prosecution uuid)
returns table (change text, kind text, object_id uuid, at timestamptz)
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with latest as (
        select s.id, s.submitted_at, m.case_id
          from prosecutions_filesubmission s join prosecutions_prosecution m on m.id = s.prosecution_id
         where s.prosecution_id = p_prosecution and carisecure.holds_prosecution(p_prosecution, 'view')
         order by s.number desc limit 1
    ), sent as (
        select i.kind::text, i.object_id, i.mark, i.names_mark
          from prosecutions_fileitem i join latest on latest.id = i.submission_id
    ), present as (
        select f.* from latest, carisecure.file_parts(latest.case_id) f
    )
    select 'added', p.kind, null::uuid, p.created_at
      from present p, latest
     where p.created_at > latest.submitted_at
       and not exists (select from sent s where s.kind = p.kind and s.object_id = p.object_id)
    union all
    select case when p.object_id is null then 'removed' else 'changed' end, s.kind, s.object_id,
           greatest((select max(e.at) from audit_entry e
                      where e.object_id = s.object_id::text and e.action in ('update', 'delete')
                        and e.at > latest.submitted_at),
                    case when p.named_at > latest.submitted_at then p.named_at end,
                    (select max(r.recorded_at)
                       from (select recorded_at from cases_statement where entry_key = s.object_id
                             union all select recorded_at from cases_exhibit where entry_key = s.object_id) r
                      where r.recorded_at > latest.submitted_at))
      from latest cross join sent s left join present p on p.kind = s.kind and p.object_id = s.object_id
     where p.mark is distinct from s.mark
        or case when s.names_mark = '' then p.named_at > latest.submitted_at
                else p.names_mark is distinct from s.names_mark end;
end
$$;

set local role carisecure_owner;
