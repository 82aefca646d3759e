-- The newest rows of a table that have a token of every word, among those that the asking person's groups may see.
--
-- Reason for stepping around the wall: as for rows_with_tokens. Of a common word that gave 23,000 ids among a million, to
-- be sent away and back; here grants and exclusions are asked as the path asks them, and only the newest are given. Ids
-- alone: whoever asks puts them into a query that path and wall limit again.
--
-- p_words: literals of bigint arrays ('{1,2}'), one for each word. p_moment: the column of the order. p_anchor: the row's
-- column whose grants (rows of p_grants with p_permission) decide, for these p_groups; a row that excludes one of them is
-- left out.
create or replace function carisecure.newest_with_tokens(
    p_table text, p_words text[], p_moment text, p_anchor text, p_grants text, p_permission integer, p_groups integer[],
    p_most integer)
returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- As for rows_with_tokens; and a row is fetched from memory.
set enable_seqscan = off
set jit = off
set random_page_cost = 1.1
as $$
declare
    few constant integer := 5000;
    answers text;
    granted text;
    counted integer;
begin
    if (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
          join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relname = p_table and c.relrowsecurity
           and (a.attname = 'stem_tokens' and a.atttypid = 'bigint[]'::regtype
                or a.attname = p_moment and a.atttypid = 'timestamptz'::regtype
                or a.attname = p_anchor and a.atttypid = 'uuid'::regtype)) <> 3
    then
        raise exception 'no such index';
    end if;
    select string_agg(format('t.stem_tokens operator(pg_catalog.&&) %L::bigint[]', w::bigint[]), ' and ') into answers
      from unnest(p_words) w;
    if answers is null or p_groups is null then
        return;
    end if;
    granted := format(
        'from public.%I g where g.group_id = any (%L::integer[]) and g.permission_id = %s'
        ' and (g.expires_at is null or g.expires_at > now())', p_grants, p_groups, p_permission);
    answers := answers || format(' and not t.excluded_groups operator(pg_catalog.&&) %L::integer[]', p_groups);
    execute format('select count(*) from (select from public.%I t where %s limit %s) c', p_table, answers, few)
       into counted;
    if counted < few then
        -- A word that few texts have: each is looked up among the grants, however many the reader holds.
        return query execute format(
            'with t as materialized (select id, %I as anchor, %I as moment from public.%I t where %s)'
            ' select id from t where (select true %s and g.content_object_id = t.anchor limit 1)'
            ' order by moment desc, id desc limit %s', p_anchor, p_moment, p_table, answers, granted, p_most);
    else
        -- A common one: from the newest text on, from the grants on, or all of them, whichever is the shortest.
        return query execute format(
            'select t.id from public.%I t where %s and t.%I in (select g.content_object_id %s)'
            ' order by t.%I desc, t.id desc limit %s', p_table, answers, p_anchor, granted, p_moment, p_most);
    end if;
end
$$;

alter function carisecure.newest_with_tokens(text,text[],text,text,text,integer,integer[],integer)
    owner to carisecure_system;
revoke all on function carisecure.newest_with_tokens(text,text[],text,text,text,integer,integer[],integer) from public;
grant execute on function carisecure.newest_with_tokens(text,text[],text,text,text,integer,integer[],integer)
    to carisecure_app;
