-- As in file_changes.sql, without what was entered by mistake: a name that is struck out after the submission is a change
-- of the file, and is told to whoever was sent it.
create or replace function carisecure.filed_identity(p_person uuid, out mark text, out newest timestamptz)
language sql stable security invoker
set search_path = public, pg_temp
as $$
    select md5(coalesce(jsonb_agg(jsonb_build_array(n.id, n.kind, n.value) order by n.id), '[]')::text), max(n.created_at)
      from cases_personidentity n
     where n.person_id = p_person and n.kind in ('name', 'alias', 'birth_date', 'document') and n.mistaken_at is null
$$;
