-- The ledger sees what becomes of a key (docs/decisions/vault.md): that it was made, destroyed, removed, or altered. Of the
-- wrapped key itself only that it changed.
--
-- A rotation alters nothing but the wrapping, of every key of the house: one line a statement says how many, from which
-- number to which. A line for each took twice as long (benchmarks/vault.py), while erasing an identity waits. Whoever rotates
-- by a command on the server may not write into the ledger: the function does it with the rights of its owner.
create or replace function carisecure.note_rewrapped() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.note_event('keys.rewrapped', tg_table_name, '',
                                  jsonb_build_object('from', r.old_number, 'to', r.new_number, 'count', r.rows))
       from (select b.wrapped_by as old_number, a.wrapped_by as new_number, count(*) as rows
               from before b join after a on a.id = b.id and a.wrapped_by <> b.wrapped_by group by 1, 2) r;
    return null;
end
$$;
