-- Every process keeps keys in memory and asks, with `carisecure.enter`, for the newest destruction: another one than last
-- time, and it forgets them all. So a destruction must never be committed behind a newer one: they wait for each other
-- (before a row is locked, so that no two wait for one another), and the time is the database's and always later.
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
    return new;
end
$$;
