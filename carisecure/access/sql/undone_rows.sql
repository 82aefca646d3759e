-- The one exemption of what is kept for ever (docs/decisions/registers.md): rows that a register brought in, that nobody has
-- confirmed and that nobody has worked on. The function that takes them out again lists each of them here first, in its own
-- transaction, and the list is empty outside it. Nobody but carisecure_system reads or writes the list.
create table carisecure.undone_row (
    table_name text not null,
    row_id uuid not null,
    root uuid not null,           -- the case, or the report without a case, that it hangs on
    level smallint not null,      -- how many steps from there
    of_person boolean not null,   -- reached through who somebody is, whom several cases can share
    goes boolean not null default true,
    primary key (row_id, table_name, root)
);
create index undone_row_level on carisecure.undone_row (level, table_name);
revoke all on carisecure.undone_row from public;
grant select, insert, update, delete on carisecure.undone_row to carisecure_system;

-- As in append_only.sql, with that exemption.
create or replace function carisecure.keep_row() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    was jsonb;
    becomes jsonb;
    altered text;
begin
    if tg_op = 'DELETE' and current_user = 'carisecure_system' then
        was := to_jsonb(old);
        if exists (select from carisecure.undone_row u
                    where u.row_id = (was ->> 'id')::uuid and u.table_name = tg_table_name and u.goes) then
            return null;
        end if;
    end if;
    if tg_op <> 'UPDATE' then
        raise exception '% is append-only: no row is removed', tg_table_name
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    was := to_jsonb(old) - tg_argv[0]::text[];
    becomes := to_jsonb(new);
    select string_agg(o.key, ', ' order by o.key) into altered
      from jsonb_each(was) o
     where o.value is distinct from becomes -> o.key
       and not (o.key = any (tg_argv[1]::text[]) and o.value in ('null', '""', '"\\x"'))
       and not (o.key = 'excluded_groups' and current_user = 'carisecure_system');
    if altered is not null then
        raise exception '% is append-only: % stays as it was recorded', tg_table_name, altered
            using errcode = 'check_violation', table = tg_table_name, hint = 'A correction is a new row.';
    end if;
    return null;
end
$$;
