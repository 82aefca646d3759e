-- The ledger's two doors. Both are owned by carisecure_system because the application's role has no right on the
-- table: whoever holds the application's password can add true lines and nothing else.

-- One trigger for every table that is watched. Arguments: the columns that carry names or sentences; of these only
-- whether they changed is kept, so that the ledger itself can be read without reading anybody's story.
create or replace function carisecure.audit_row() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
    now_ jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
    col text;
begin
    foreach col in array coalesce(tg_argv, '{}') loop  -- null where the trigger has no argument
        if was is not null and now_ is not null and was -> col is distinct from now_ -> col then
            now_ := jsonb_set(now_, array[col], '"(changed)"');
        elsif now_ is not null and now_ ? col then
            now_ := jsonb_set(now_, array[col], '"(kept)"');
        end if;
        if was is not null and was ? col then
            was := jsonb_set(was, array[col], '"(kept)"');
        end if;
    end loop;
    insert into audit_entry (actor, purpose, request, action, table_name, object_id, old, new, detail, application, backend)
    values (
        nullif(current_setting('carisecure.user', true), '')::uuid,
        coalesce(current_setting('carisecure.purpose', true), ''),
        coalesce(current_setting('carisecure.request', true), ''),
        lower(tg_op), tg_table_name, coalesce(now_ ->> 'id', was ->> 'id', ''), was, now_, '{}',
        coalesce(current_setting('application_name', true), ''), pg_backend_pid()
    );
    return null;
end
$$;

-- What no trigger sees: reads, searches, exports, sign-ins, refusals.
create or replace function carisecure.note_event(p_action text, p_table text, p_object text, p_detail jsonb)
returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    if p_action in ('insert', 'update', 'delete') then
        raise exception 'only the trigger writes %', p_action;
    end if;
    insert into audit_entry (actor, purpose, request, action, table_name, object_id, detail, application, backend)
    values (
        nullif(current_setting('carisecure.user', true), '')::uuid,
        coalesce(current_setting('carisecure.purpose', true), ''),
        coalesce(current_setting('carisecure.request', true), ''),
        p_action, p_table, p_object, p_detail,
        coalesce(current_setting('application_name', true), ''), pg_backend_pid()
    );
end
$$;

-- Nobody edits or removes a line, the owner's plain statements included. Row triggers do not see TRUNCATE.
create or replace function carisecure.refuse_ledger_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the ledger is append-only';
end
$$;
