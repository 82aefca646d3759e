-- As destroyed_keys.sql, and a line of the log for each key, whoever destroys it and by whatever statement: the key of a
-- person's names is worth as much as the names.
create or replace function carisecure.mark_destroyed_key() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_level = 'STATEMENT' then
        perform pg_advisory_xact_lock(hashtext('carisecure.destroyed_keys'));
        return null;
    end if;
    new.destroyed_at := greatest(
        clock_timestamp(), (select max(k.destroyed_at) from public.access_datakey k) + interval '1 microsecond');
    perform carisecure.note_event(
        'key.destroyed', 'access_datakey', new.id::text, jsonb_build_object('owner', new.owner::text));
    return new;
end
$$;
