-- What the house has to know of files of exhibits to read them again (cases/exhibits/rehashing.py). Reason for stepping
-- around the wall: it sees no case. Both functions answer `maintenance` alone, and give ids, paths and digests.

-- Originals whose keys were not destroyed, the one that was read longest ago first.
create or replace function carisecure.exhibit_files() returns table (id uuid, path text, sha256 text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.only_the_house();
    return query
        select f.id, f.path::text, f.sha256::text from public.cases_exhibitfile f
          join public.access_datakey k on k.owner = f.id and k.destroyed_at is null
          left join public.cases_filereading r on r.file = f.id
         order by r.read_at nulls first, f.id;
end
$$;

-- Where files lie that a row knows, copies of pictures included.
create or replace function carisecure.exhibit_paths() returns table (path text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.only_the_house();
    return query
        select u.path from public.cases_exhibitfile f
          cross join lateral (values (f.path::text), (f.copy_path::text)) u (path) where u.path <> '';
end
$$;

revoke all on function carisecure.exhibit_files() from public;
grant execute on function carisecure.exhibit_files() to carisecure_app;
alter function carisecure.exhibit_files() owner to carisecure_system;
revoke all on function carisecure.exhibit_paths() from public;
grant execute on function carisecure.exhibit_paths() to carisecure_app;
alter function carisecure.exhibit_paths() owner to carisecure_system;
