-- Exclusions (design 4.8). `excluded_groups` of a case stands on every row of the case: on its people, its material, its
-- screenings, its matter. Nobody copies it by hand: a new row takes it from its anchor, and when an anchor's changes,
-- every row that hangs on it follows, whatever room it is in and whoever may see it.
--
-- Reason for stepping around the wall: an exclusion must reach the rows of other agencies too (a shelter's referral, the
-- DPP's matter), which the officer who excludes somebody neither sees nor may change. The functions copy one column,
-- from a parent to its own children, and take no argument from anybody.

-- Which rows follow which: child.child_column = parent.parent_column. `shared`: the child may have several parents (a
-- person is in several cases) and is closed only to those whom all of them exclude.
create table if not exists carisecure.walled_table (
    child text not null,
    child_column text not null,
    parent text not null,
    parent_column text not null,
    shared boolean not null,
    primary key (child, child_column)
);

grant select on carisecure.walled_table to carisecure_system;

create or replace function carisecure.excluded_by_all(p_table text, p_column text, p_key uuid) returns integer[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    found integer[];
begin
    execute format(
        'select coalesce(array_agg(g order by g), ''{}'') from (select g from public.%1$I h, unnest(h.excluded_groups) g'
        ' where h.%2$I = $1 group by g having count(*) = (select count(*) from public.%1$I n where n.%2$I = $1)) s',
        p_table, p_column) into found using p_key;
    return found;
end
$$;

-- Before a row comes, or moves to another anchor. Arguments: child_column, parent, parent_column, shared.
create or replace function carisecure.inherit_exclusions() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    key uuid;
    found integer[];
begin
    execute format('select ($1).%I', tg_argv[0]) into key using new;
    if tg_argv[3]::boolean then
        found := carisecure.excluded_by_all(tg_argv[1], tg_argv[2], key);
    else
        execute format('select excluded_groups from public.%I where %I = $1', tg_argv[1], tg_argv[2]) into found using key;
    end if;
    if found is not null then  -- no anchor (a person whom no case has taken up): what it had
        new.excluded_groups := found;
    end if;
    return new;
end
$$;

create or replace function carisecure.carry_exclusions() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    t record;
begin
    for t in select * from carisecure.walled_table where parent = tg_table_name and (shared or tg_op = 'UPDATE') loop
        if t.shared then
            execute format(
                'update public.%1$I c set excluded_groups = e.groups'
                ' from (select carisecure.excluded_by_all(%3$L, %4$L, ($1).%4$I) as groups) e'
                ' where c.%2$I = ($1).%4$I and c.excluded_groups is distinct from e.groups',
                t.child, t.child_column, t.parent, t.parent_column) using new;
        else
            execute format(
                'update public.%1$I set excluded_groups = ($1).excluded_groups'
                ' where %2$I = ($1).%3$I and excluded_groups is distinct from ($1).excluded_groups',
                t.child, t.child_column, t.parent_column) using new;
        end if;
    end loop;
    return null;
end
$$;

-- For migrations alone: the child follows the parent from now on. Saying it twice changes nothing.
create or replace function carisecure.follow_exclusions(
    p_child text, p_child_column text, p_parent text, p_parent_column text, p_shared boolean) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into carisecure.walled_table values (p_child, p_child_column, p_parent, p_parent_column, p_shared)
        on conflict (child, child_column) do update
        set parent = excluded.parent, parent_column = excluded.parent_column, shared = excluded.shared;
    execute format(
        'create or replace trigger inherit_exclusions before insert or update of %2$I on public.%1$I for each row'
        ' execute function carisecure.inherit_exclusions(%2$L, %3$L, %4$L, %5$L)',
        p_child, p_child_column, p_parent, p_parent_column, p_shared);
    execute format(
        'create or replace trigger carry_exclusions after update on public.%I for each row'
        ' when (old.excluded_groups is distinct from new.excluded_groups)'
        ' execute function carisecure.carry_exclusions()', p_parent);
    if p_shared then
        execute format(
            'create or replace trigger carry_exclusions_new after insert on public.%I for each row'
            ' execute function carisecure.carry_exclusions()', p_parent);
    end if;
end
$$;
