-- People whose names answer a search only together: one part in what they are called, another in what they are also called.
--
-- Every name of a person but the first carries the token 0 (put on by the trigger below: that somebody has two names stands
-- in the rows anyway). Only people with such a row can answer this way, and they are few: their other rows are looked up by
-- the person. Ids alone are given, as in carisecure.rows_with_tokens, and for the same reason; and those of all names of
-- p_people, who were found already.

create or replace function carisecure.names_together(p_groups text[], p_people uuid[])
returns table (id uuid, shared bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    every bigint[];
begin
    return query select o.id, 0::bigint from public.cases_personidentity o
                  where o.person_id = any (p_people) and o.sound_tokens <> '{}';
    select array_agg(distinct t) into every from unnest(p_groups) g, unnest(g::bigint[]) t;
    if cardinality(p_groups) < 2 or every is null then
        return;
    end if;
    return query execute format($q$
        with further as (
            select distinct n.person_id from public.cases_personidentity n
             where n.sound_tokens operator(pg_catalog.@>) '{0}'::bigint[]
               and n.sound_tokens operator(pg_catalog.&&) %L::bigint[])
        select o.id, sum(carisecure.shared_tokens(o.sound_tokens, %L::bigint[])) over (partition by o.person_id)::bigint
          from further f join public.cases_personidentity o on o.person_id = f.person_id
         where o.sound_tokens <> '{}'
           and (select count(*) from unnest($1) g
                 where exists (select from public.cases_personidentity s
                                where s.person_id = f.person_id and s.sound_tokens && g::bigint[])) >= 2$q$, every, every)
        using p_groups;
end
$$;

create or replace function carisecure.mark_further_name() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.sound_tokens <> '{}' and not new.sound_tokens @> '{0}' and exists (
        select from public.cases_personidentity o
         where o.person_id = new.person_id and o.id <> new.id and o.sound_tokens <> '{}')
    then
        new.sound_tokens := array[0::bigint] || new.sound_tokens;
    end if;
    return new;
end
$$;
