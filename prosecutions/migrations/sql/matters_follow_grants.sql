-- Who is inside a case is inside each of its matters, with the same permissions, purposes and times; the prosecution
-- service's own grants (purpose 'prosecution') are apart, and stay. One function keeps them equal, called when the grants
-- of the case change in whatever way: letting in, sealing, leaving, an emergency, a new lead, what expires.
--
-- Reason for stepping around the wall: whoever changes who may see a case may see none of its matters at that moment (an
-- auditor who agrees to a new lead, an officer whose own access ends with this very statement). The function takes a
-- matter's id and copies from its own case.
create or replace function carisecure.matter_follows_case(p_matter uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    of_case uuid;
begin
    select m.case_id into of_case from public.prosecutions_prosecution m where m.id = p_matter;
    delete from public.prosecutions_prosecutiongrant g
     where g.content_object_id = p_matter and g.purpose <> 'prosecution'
       and not exists (select from carisecure.as_grants_of_matters(of_case) c
                        where c.group_id = g.group_id and c.permission_id = g.permission_id);
    insert into public.prosecutions_prosecutiongrant as g
        (content_object_id, group_id, permission_id, purpose, granted_by_id, granted_at, expires_at, sharing_agreement,
         kept_at, kept_by_id)
    select p_matter, c.group_id, c.permission_id, c.purpose, c.granted_by_id, c.granted_at, c.expires_at,
           c.sharing_agreement, c.kept_at, c.kept_by_id
      from carisecure.as_grants_of_matters(of_case) c
    on conflict (group_id, permission_id, content_object_id) do update
       set purpose = excluded.purpose, granted_by_id = excluded.granted_by_id, granted_at = excluded.granted_at,
           expires_at = excluded.expires_at, sharing_agreement = excluded.sharing_agreement,
           kept_at = excluded.kept_at, kept_by_id = excluded.kept_by_id
     where g.purpose <> 'prosecution'
       and (g.purpose, g.granted_by_id, g.granted_at, g.expires_at, g.sharing_agreement, g.kept_at, g.kept_by_id)
           is distinct from (excluded.purpose, excluded.granted_by_id, excluded.granted_at, excluded.expires_at,
                             excluded.sharing_agreement, excluded.kept_at, excluded.kept_by_id);
end
$$;

-- What a case gives, told as grants of a matter: `view_case` is `view_prosecution`.
create or replace function carisecure.as_grants_of_matters(p_case uuid)
returns table (group_id integer, permission_id integer, purpose text, granted_by_id uuid, granted_at timestamptz,
               expires_at timestamptz, sharing_agreement text, kept_at timestamptz, kept_by_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select g.group_id, q.id, g.purpose::text, g.granted_by_id, g.granted_at, g.expires_at, g.sharing_agreement::text,
           g.kept_at, g.kept_by_id
      from public.cases_casegrant g
      join public.auth_permission p on p.id = g.permission_id
      join public.auth_permission q on q.codename = regexp_replace(p.codename, '_case$', '_prosecution')
      join public.django_content_type t
        on t.id = q.content_type_id and t.app_label = 'prosecutions' and t.model = 'prosecution'
     where g.content_object_id = p_case
$$;

-- After each statement on the grants of cases; `changed` are its rows. The case before its matters, as everywhere.
create or replace function carisecure.matters_follow_grants() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from public.cases_case c
      where c.id in (select content_object_id from changed) order by c.id for key share;
    perform carisecure.matter_follows_case(m.id) from public.prosecutions_prosecution m
      where m.case_id in (select content_object_id from changed) order by m.id;
    return null;
end
$$;
