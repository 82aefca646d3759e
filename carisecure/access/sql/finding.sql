-- The rows of a table whose tokens answer a search.
--
-- Reason for stepping around the wall: the operators on arrays are not leakproof, so under row-level security the
-- planner may not use their index: a search would read every row of the house (measured: docs/decisions/name-search.md).
-- This gives ids and nothing else, and decides nothing: whoever asks puts the ids into a query that the wall limits, and
-- a text is opened only after that. Without the key of the index nobody can make a token to ask with.
--
-- p_groups: literals of bigint arrays ('{1,2}'), one for each word; a row answers when it shares a token with at least
-- p_least of them. Asked for 1, 2 or all.
create or replace function carisecure.rows_with_tokens(p_table text, p_column text, p_groups text[], p_least integer)
returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- The planner guesses that a token is common and reads the whole table; no token worth asking for is that common.
set enable_seqscan = off
set jit = off
as $$
declare
    answers text[];
    condition text;
begin
    if p_column not like '%\_tokens' or not exists (
        select from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relname = p_table and a.attname = p_column and a.atttypid = 'bigint[]'::regtype)
    then
        raise exception 'no such index';
    end if;
    select array_agg(format('%I operator(pg_catalog.&&) %L::bigint[]', p_column, g::bigint[])) into answers
      from unnest(p_groups) g;
    if answers is null then
        return;
    elsif p_least >= cardinality(answers) then
        condition := array_to_string(answers, ' and ');
    elsif p_least = 1 then
        condition := array_to_string(answers, ' or ');
    elsif p_least = 2 then
        -- Each word and any of those behind it: a pair of questions a word instead of one for every two words.
        select string_agg(format('(%s and %I operator(pg_catalog.&&) %L::bigint[])', answers[a], p_column,
                   (select array_agg(distinct t) from unnest(p_groups[a + 1:]) g, unnest(g::bigint[]) t)), ' or ')
          into condition from generate_series(1, cardinality(answers) - 1) a;
    else
        raise exception 'at least 1, 2 or all';
    end if;
    return query execute format('select id from public.%I where %s', p_table, condition);
end
$$;

-- How many tokens a row shares with those asked for: the best are opened first.
create or replace function carisecure.shared_tokens(p_row bigint[], p_asked bigint[]) returns bigint
language sql immutable parallel safe
as $$ select count(*) from unnest(p_row) t where t = any(p_asked) $$;
