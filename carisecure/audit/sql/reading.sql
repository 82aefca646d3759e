-- Reading. The application's role has no right on the ledger: it asks a view that is empty unless an active auditor
-- asks, and a function that answers about one row whose wall lets the asking person through.

create or replace function carisecure.is_auditor() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select from public.accounts_user u join public.accounts_agency a on a.id = u.agency_id and a.is_active
         where u.id = nullif(current_setting('carisecure.user', true), '')::uuid and u.is_active and u.role = 'auditor');
end
$$;

-- A code, an id, a number, a moment; anything that could be a word of somebody's is "(text)".
create or replace function carisecure.code_only(v jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select case jsonb_typeof(v)
        when 'string' then
            case when v #>> '{}' ~ '^([a-z0-9_.:+/-]{0,64}|[A-Z0-9-]{1,20}|\d{4}-\d\d-\d\dT[0-9:.+-]+|\((kept|changed)\))$'
                 then v else '"(text)"' end
        when 'object' then '"(text)"'
        when 'array' then
            case when not exists (select from jsonb_array_elements(v) as item
                                   where jsonb_typeof(item) in ('array', 'object')
                                      or item #>> '{}' !~ '^([a-z0-9_.-]{0,64}|[A-Z0-9-]{1,20})$')
                 then v else '"(text)"' end
        else v end
$$;

create or replace function carisecure.ledger_changes(was jsonb, now_ jsonb) returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_object_agg(
        col, jsonb_build_array(carisecure.code_only(was -> col), carisecure.code_only(now_ -> col)))
      from (select jsonb_object_keys(coalesce(was, now_)) as col) cols
     where was -> col is distinct from now_ -> col
$$;

-- What an auditor must not learn of: the ids of every row, in whatever room, that excludes one of their groups, and the
-- references these rows are known by. Empty for nearly everybody, and then it costs a look into small indexes.
create or replace function carisecure.withheld() returns text[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    own integer[] := string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::integer[];
    kin text;
    part text[];
    found text[] := '{}';
begin
    if own is null or not carisecure.is_auditor() then
        return found;
    end if;
    for kin in select distinct parent from carisecure.walled_table loop
        execute format('select array_agg(id::text) from public.%I where excluded_groups <> ''{}'' and excluded_groups && $1', kin)
           into part using own;
        found := found || coalesce(part, '{}');
    end loop;
    if found = '{}' then
        return found;
    end if;
    for kin in select distinct child from carisecure.walled_table loop
        execute format('select array_agg(id::text) from public.%I where excluded_groups <> ''{}'' and excluded_groups && $1', kin)
           into part using own;
        found := found || coalesce(part, '{}');
    end loop;
    return found || coalesce((
        select array_agg(e.new ->> 'reference') from public.audit_entry e
         where e.action = 'insert' and e.new ? 'reference' and e.object_id = any (found)), '{}');
end
$$;

-- Whether a line speaks of one of them anywhere: by an id or a reference (of a case, a matter, a referral: TT-, DPP-, R-),
-- in what it is about, changed or noted.
create or replace function carisecure.tells_of(e public.audit_entry, p_withheld text[]) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select array(
        select hit[1] from regexp_matches(
            concat_ws(' ', e.object_id, e.about::text, e.old::text, e.new::text, e.detail::text),
            '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]+-[0-9A-Z]{4}-[0-9A-Z]{4}', 'g') as hit) && p_withheld
$$;

drop view if exists public.audit_line;

create view public.audit_line as
    select e.id, e.at, e.actor, e.purpose, e.request, e.action, e.table_name, e.object_id, e.about,
           carisecure.ledger_changes(e.old, e.new) as changes, e.detail,
           (select m.new ->> 'reference' from public.audit_entry m
             where m.object_id = e.object_id and m.action = 'insert' and m.new ? 'reference' and e.object_id <> ''
             limit 1) as reference,
           e.application, e.backend
      from public.audit_entry e
     where (select carisecure.is_auditor())
       and ((select carisecure.withheld()) = '{}' or not carisecure.tells_of(e, (select carisecure.withheld())));

-- The row that people know by this reference.
create or replace function carisecure.object_of_reference(p_reference text) returns text
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select e.object_id from public.audit_entry e
     where carisecure.is_auditor() and e.action = 'insert' and e.new ? 'reference' and e.new ->> 'reference' = p_reference
       and e.object_id <> all (carisecure.withheld())
     limit 1
$$;

-- Who has read and who has changed one row, counted by person. The wall of the row's own table decides whether the
-- asking person gets an answer: its policy is evaluated here as it stands in the database.
create or replace function carisecure.readings_of(
    p_table text, p_id uuid, out actor uuid, out action text, out times bigint, out last_at timestamptz)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    wall text := (select pg_get_expr(polqual, polrelid) from pg_policy
                   where polrelid = to_regclass('public.' || quote_ident(p_table)) and polname = 'wall_select');
    visible boolean;
begin
    if wall is null or coalesce(current_setting('carisecure.purpose', true), '') not in ('request', 'job') then
        return;
    end if;
    execute format('select exists (select from public.%I where id = $1 and (%s))', p_table, wall) into visible using p_id;
    if not visible then
        return;
    end if;
    return query
        select e.actor, e.action::text, count(*), max(e.at) from public.audit_entry e
         where ((e.table_name = p_table and e.object_id = p_id::text)
                or (e.about @> array[p_id] and e.action not in ('insert', 'update', 'delete')))
           and e.action not like 'refused%' and e.actor is not null
         group by e.actor, e.action;
end
$$;

-- For an export: the hash under which each of these lines was sealed, and by which seal; no seal for the newest ones.
create or replace function carisecure.seals_of(p_ids bigint[], out id bigint, out leaf bytea, out seal bigint)
returns setof record
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    with asked as (select unnest(p_ids) as line), bounds as (select min(line) as low, max(line) as high from asked),
    sealed as (select s.number, unnest(s.entry_ids) as line from public.audit_seal s, bounds
                where s.entry_ids[1] <= bounds.high and s.entry_ids[s.count] >= bounds.low)
    select e.id, carisecure.ledger_leaf(e), sealed.number
      from asked join public.audit_entry e on e.id = asked.line left join sealed on sealed.line = asked.line
     where carisecure.is_auditor() and not carisecure.tells_of(e, (select carisecure.withheld()))
$$;
