-- What is in a case's file, and what of it has changed since it was sent to the prosecution service.
--
-- Reason for stepping around the wall: the prosecutor works from a frozen list and never sees the case, so nobody whom
-- the wall lets read the list may also compare it with the case. `file_changes` and `case_follows` do that for them and
-- give away nothing else: the kind of thing, the key it has in the frozen list, that it was added, changed or removed,
-- and when. No text, no title, no number of what was never sent.

-- Who somebody is, as far as it goes into a file (`FILED_KINDS` of filed.py): the mark of those rows, and when the
-- newest came. Sealed values count as they lie there: a key that is wrapped anew leaves them as they are. Replaced by
-- file_parts.sql, which leaves out what was entered by mistake.
create or replace function carisecure.filed_identity(p_person uuid, out mark text, out newest timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
    select md5(coalesce(jsonb_agg(jsonb_build_array(n.id, n.kind, n.value) order by n.id), '[]')::text), max(n.created_at)
      from cases_personidentity n
     where n.person_id = p_person and n.kind in ('name', 'alias', 'birth_date', 'document')
$$;

-- The parts of a file as they are now, one mark each: a digest of everything that the frozen sheet shows, texts as they
-- are stored (sealed: a text that is written again has another mark, even with the same words). A person has a second
-- mark for the names, because not everybody who sends a person may send who it is. Runs with the rights of its caller:
-- an officer sees the marks of what they can see (`submit_file` stores them), and within
-- `file_changes` the system role sees them all. Diary notes, care and screening are not parts of a file. Replaced by
-- file_parts.sql, which is written from what the sheets are rendered from (prosecutions/file/filed.py).
create or replace function carisecure.file_parts(p_case uuid)
returns table (kind text, object_id uuid, mark text, created_at timestamptz, names_mark text, named_at timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
    select 'elements', c.id, md5(jsonb_build_array(c.acts, c.means, c.purposes)::text), c.created_at, '', null::timestamptz
      from cases_case c where c.id = p_case
    union all
    select 'report', r.id, md5(jsonb_build_array(extract(epoch from r.received_at), r.channel, r.narrative, r.place)::text), r.created_at,
           '', null
      from cases_intakereport r where r.case_id = p_case
    union all
    select 'person', i.id, md5(jsonb_build_array(i.role, i.label, i.status, i.is_official, p.age_from, p.age_to,
                                                 p.age_basis, p.age_on, p.gender, p.citizenships, p.languages)::text),
           i.created_at, n.mark, n.newest
      from cases_involvement i join cases_person p on p.id = i.person_id
           cross join lateral carisecure.filed_identity(p.id) n
     where i.case_id = p_case
    union all
    select 'statement', s.id, md5(jsonb_build_array(s.involvement_id, s.taken_on, s.language, s.text)::text),
           s.created_at, '', null
      from cases_statement s where s.case_id = p_case
    union all
    select 'exhibit', e.id, md5(jsonb_build_array(e.mark, e.description, e.found_on, e.found_at)::text), e.created_at,
           '', null
      from cases_exhibit e where e.case_id = p_case
$$;

-- The groups that ask, as the wall reads them; null where nobody does.
create or replace function carisecure.holds_prosecution(p_prosecution uuid, p_permission text) returns boolean
language sql stable security invoker
set search_path = public, pg_temp
as $$
    select exists (
        select from prosecutions_prosecutiongrant g
          join auth_permission p on p.id = g.permission_id
          join django_content_type c on c.id = p.content_type_id
          join prosecutions_prosecution m on m.id = g.content_object_id
         where g.content_object_id = p_prosecution
           and c.app_label = 'prosecutions' and p.codename = p_permission || '_prosecution'
           and g.group_id = any (string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])
           and (g.expires_at is null or g.expires_at > now())
           and not m.excluded_groups && string_to_array(current_setting('carisecure.groups', true), ',')::int[])
$$;

-- What changed in the case since the latest submission. Empty for whoever may not see the prosecution, as for a
-- prosecution that does not exist. `at` is null where the ledger knows no moment. Where a person was sent without a mark
-- of the names (by somebody who may not see them, or before there were such marks) only a name that came later counts.
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
                    case when p.named_at > latest.submitted_at then p.named_at end)
      from latest cross join sent s left join present p on p.kind = s.kind and p.object_id = s.object_id
     where p.mark is distinct from s.mark
        or case when s.names_mark = '' then p.named_at > latest.submitted_at
                else p.names_mark is distinct from s.names_mark end;
end
$$;

-- The investigation's stage follows what the prosecution service did: before the court once a charge stands, back to
-- the unit when further enquiries were advised last. Reason for stepping around the wall: the prosecutor who records a
-- charge holds nothing on the case. It takes no target: the facts recorded by the caller decide, and a case that is
-- not with the DPP stays where it is.
create or replace function carisecure.case_follows(p_prosecution uuid) returns text
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    found_case uuid;
    target text;
begin
    if not carisecure.holds_prosecution(p_prosecution, 'change') then
        return null;
    end if;
    select case_id into found_case from prosecutions_prosecution where id = p_prosecution;
    if exists (select from prosecutions_charge c where c.prosecution_id = p_prosecution and not c.is_withdrawn
                and not exists (select from prosecutions_charge n where n.replaces_id = c.id)) then
        target := 'before_court';
    elsif (select a.kind from prosecutions_advice a where a.prosecution_id = p_prosecution
            order by a.recorded_at desc limit 1) = 'further_enquiries' then
        target := 'under_investigation';
    end if;
    update cases_case set stage = coalesce(target, stage), last_moved_at = now()
     where id = found_case and stage = 'with_dpp';
    return target;
end
$$;
