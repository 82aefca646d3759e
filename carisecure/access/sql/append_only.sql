-- What is counted by its date stays as it was recorded (docs/decisions/append-only.md): a correction is a new row.
-- Runs after the change, so that no other trigger alters the row behind its back. Two arguments, each an array of
-- columns: those that may change, and those that may be filled once where they were empty.
--
-- No role is exempt. The system role may change `excluded_groups` and nothing else: exclusions follow their case
-- (exclusions.sql), and nobody hides one row of it by hand.
create or replace function carisecure.keep_row() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    was jsonb;
    becomes jsonb;
    altered text;
begin
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
