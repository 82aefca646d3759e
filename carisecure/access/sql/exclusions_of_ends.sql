-- A row that ties several things together (`Wall.ends`) is closed to everybody whom one of its ends excludes. It follows
-- each end as others follow their one (exclusions.sql): whichever of them changes, all are asked anew here.
--
-- Reason for stepping around the wall: as there; whoever changes one end need not see the other. It copies one column.
-- Arguments: parent, parent_column, and the columns of the ends.
create or replace function carisecure.exclusions_of_ends() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    keys uuid[];
    key uuid;
    found integer[] := '{}';
begin
    for n in 2 .. tg_nargs - 1 loop
        execute format('select ($1).%I', tg_argv[n]) into key using new;
        keys := keys || key;
        found := found || carisecure.excluded_by_all(tg_argv[0], tg_argv[1], key);
    end loop;
    if array_remove(keys, null) <> '{}' then  -- no end is left (an identity was erased): what it had
        new.excluded_groups := array(select distinct g from unnest(found) g order by g);
    end if;
    return new;
end
$$;
