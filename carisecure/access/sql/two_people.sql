-- What takes two people (docs/decisions/two-people.md): each such table keeps itself what the operation says, whoever
-- speaks to it. Both names are those of the session that speaks, never what a form or a programme says. What was asked
-- stays as it was asked, what was decided stays decided; afterwards only the use of a yes is noted.
--
-- Two arguments: an array of columns that may change at any time, and whether a yes is used 'once' or 'again'.
create or replace function carisecure.guard_two_people() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    becomes jsonb := to_jsonb(new);
    was jsonb;
    free text[] := tg_argv[0]::text[] || '{decided_by_id,decided_at,is_granted,answer,good_until,used_at}'::text[];
begin
    if tg_op = 'INSERT' then
        if (becomes ->> 'by_command')::boolean then
            -- On the server, where nobody is signed in: two names that were said. A request of a person cannot do it.
            if speaker is not null or coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
                raise exception 'only the house itself writes down what was done by command'
                    using errcode = 'check_violation', table = tg_table_name;
            end if;
        elsif new.requested_by_id is distinct from speaker or new.decided_at is not null or new.used_at is not null then
            raise exception 'what takes two people is asked for by who speaks, and decided later'
                using errcode = 'check_violation', table = tg_table_name;
        end if;
        return new;
    end if;
    was := to_jsonb(old);
    if becomes - free is distinct from was - free then
        raise exception 'what was asked stays as it was asked' using errcode = 'check_violation', table = tg_table_name;
    end if;
    if old.decided_at is null then
        if new.decided_at is not null and new.decided_by_id is distinct from speaker then
            raise exception 'what takes two people is decided by who speaks'
                using errcode = 'check_violation', table = tg_table_name;
        end if;
    elsif (new.decided_by_id, new.decided_at, new.is_granted, becomes -> 'answer', new.good_until)
          is distinct from (old.decided_by_id, old.decided_at, old.is_granted, was -> 'answer', old.good_until)
          or (old.used_at is not null
              and (new.used_at is null or tg_argv[1] = 'once' and new.used_at is distinct from old.used_at)) then
        raise exception 'what was decided and done stays so' using errcode = 'check_violation', table = tg_table_name;
    end if;
    return new;
end
$$;
