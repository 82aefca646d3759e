-- The ledger's two doors. Both are owned by carisecure_system because the application's role has no right on the
-- table: whoever holds the application's password can add true lines and nothing else. Every function of the ledger
-- looks for names in pg_catalog first and in the temporary schema last, and names everything else with its schema.

-- The second name of a line: for whom the person stands in at this moment (`carisecure.enter`).
create or replace function carisecure.standing_in() returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select case when coalesce(current_setting('carisecure.standing_in_for', true), '') = '' then '{}'::jsonb
           else jsonb_build_object('standing_in_for', string_to_array(current_setting('carisecure.standing_in_for', true), ',')) end
$$;

-- One trigger for every table that is watched. Arguments: the columns that carry names or sentences; of these only
-- whether they changed is kept, so that the ledger itself can be read without reading anybody's story.
create or replace function carisecure.audit_row() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
    now_ jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
    line jsonb := coalesce(now_, was);
    of_which uuid[];
    kept jsonb;
    altered text[] := '{}';
    col text;
begin
    if tg_nargs > 0 then
        kept := jsonb_object(tg_argv, array_fill('(kept)'::text, array[tg_nargs]));
        if tg_op = 'UPDATE' then
            foreach col in array tg_argv loop
                if was -> col is distinct from now_ -> col then altered := altered || col; end if;
            end loop;
        end if;
        was := was || kept;
        now_ := now_ || kept;
        if altered <> '{}' then
            now_ := now_ || jsonb_object(altered, array_fill('(changed)'::text, array[cardinality(altered)]));
        end if;
    end if;
    -- Under which case, person or prosecution the line is found, and whose grant or membership it is about.
    of_which := array_remove(array[
        (line ->> 'case_id')::uuid, (line ->> 'involvement_id')::uuid, (line ->> 'person_id')::uuid,
        (line ->> 'prosecution_id')::uuid, (line ->> 'content_object_id')::uuid, (line ->> 'user_id')::uuid
    ], null);
    insert into public.audit_entry
        (xid, actor, purpose, request, action, table_name, object_id, about, old, new, detail, application, backend)
    values (
        pg_current_xact_id()::text::bigint,
        nullif(current_setting('carisecure.user', true), '')::uuid,
        coalesce(current_setting('carisecure.purpose', true), ''),
        coalesce(current_setting('carisecure.request', true), ''),
        lower(tg_op), tg_table_name, coalesce(line ->> 'id', ''), nullif(of_which, '{}'), was, now_, carisecure.standing_in(),
        coalesce(current_setting('application_name', true), ''), pg_backend_pid()
    );
    return null;
end
$$;

-- What no trigger sees: reads, searches, exports, sign-ins, refusals.
create or replace function carisecure.note_event(p_action text, p_table text, p_object text, p_detail jsonb)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    of_which uuid[];
begin
    if p_action in ('insert', 'update', 'delete') then
        raise exception 'only the trigger writes %', p_action;
    end if;
    if p_detail <> '{}' then
        of_which := array(
            select distinct hit[1]::uuid
              from regexp_matches(p_detail::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') as hit);
    end if;
    insert into public.audit_entry
        (xid, actor, purpose, request, action, table_name, object_id, about, detail, application, backend)
    values (
        pg_current_xact_id()::text::bigint,
        nullif(current_setting('carisecure.user', true), '')::uuid,
        coalesce(current_setting('carisecure.purpose', true), ''),
        coalesce(current_setting('carisecure.request', true), ''),
        p_action, p_table, p_object, nullif(of_which, '{}'), p_detail || carisecure.standing_in(),
        coalesce(current_setting('application_name', true), ''), pg_backend_pid()
    );
end
$$;

-- Nobody edits or removes a line or a seal, the owner's plain statements included. Row triggers do not see TRUNCATE.
create or replace function carisecure.refuse_ledger_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the ledger is append-only';
end
$$;
