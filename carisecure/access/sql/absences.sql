-- An absence is only made shorter: whoever stands in is let in for no longer than was said.
create or replace function carisecure.guard_delegation() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_jsonb(new) - 'ends_at' is distinct from to_jsonb(old) - 'ends_at' or new.ends_at > old.ends_at then
        raise exception 'an absence is only made shorter' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
