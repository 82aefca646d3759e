-- What becomes of a register that was brought in: confirmed whole by a second person, or taken out again until then.
--
-- Reason for stepping around the wall, of all functions here: what was brought in becomes ordinary, or goes, as a whole, also
-- what a colleague has sealed or whom an exclusion shuts out since; and nobody else may remove what is kept for ever. They
-- take the id of a batch, ask who speaks, and touch only what stands under that batch.

-- The batch, locked, if who speaks is a supervisor of its unit.
create or replace function carisecure.held_register(p_batch uuid) returns public.cases_registerbatch
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    found public.cases_registerbatch;
begin
    select b.* into found from public.cases_registerbatch b
      join public.accounts_agency a on a.group_id = b.agency_group_id
      join public.accounts_user u on u.agency_id = a.id and u.is_active and u.role = 'supervisor'
     where b.id = p_batch and u.id = nullif(current_setting('carisecure.user', true), '')::uuid
       for update of b;
    if found.id is null then
        raise exception 'a register is confirmed and undone by supervisors of its unit' using errcode = 'insufficient_privilege';
    end if;
    if found.state <> 'committed' then
        raise exception 'this register is not brought in and unconfirmed' using errcode = 'check_violation';
    end if;
    return found;
end
$$;

-- All of it becomes ordinary at once. Never by who brought it in: the table's own constraint says so too.
create or replace function carisecure.confirm_register(p_batch uuid) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    batch public.cases_registerbatch := carisecure.held_register(p_batch);
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    confirmed integer;
begin
    if batch.committed_by_id is null or batch.committed_by_id = speaker then
        raise exception 'what one person brought in another one confirms' using errcode = 'check_violation';
    end if;
    update public.cases_case set provisional_batch = null where provisional_batch = p_batch;
    get diagnostics confirmed = row_count;
    update public.cases_intakereport set provisional_batch = null where provisional_batch = p_batch;
    update public.cases_registerbatch set state = 'confirmed', confirmed_at = now(), confirmed_by_id = speaker
     where id = p_batch;
    return confirmed;
end
$$;

-- Everything that hangs on what the batch brought in, into the list carisecure.undone_row: along every foreign key of the
-- database, of whatever room, so that no table can be forgotten. Up from it only to who somebody is, and to the people of
-- whom a report without a case told. Some seconds for some hundred thousand rows.
create or replace function carisecure.list_brought_in(p_batch uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    at_level smallint := 0;
    key record;
begin
    insert into carisecure.undone_row (table_name, row_id, root, level, of_person)
        select 'cases_case', c.id, c.id, 0, false from public.cases_case c where c.provisional_batch = p_batch
        union all
        select 'cases_intakereport', r.id, r.id, 0, false from public.cases_intakereport r
         where r.provisional_batch = p_batch
           and not exists (select from public.cases_case c where c.id = r.case_id and c.provisional_batch = p_batch);
    while exists (select from carisecure.undone_row where level = at_level) loop
        for key in
            select * from carisecure.keys_to(array(
                select distinct u.table_name from carisecure.undone_row u where u.level = at_level)) k where k.has_id
        loop
            execute format(
                'insert into carisecure.undone_row (table_name, row_id, root, level, of_person)'
                ' select distinct %1$L, c.id, u.root, $1 + 1, u.of_person from public.%1$I c'
                ' join carisecure.undone_row u on u.row_id = c.%2$I where u.level = $1 and u.table_name = %3$L'
                ' on conflict do nothing', key.child, key.child_column, key.parent) using at_level;
        end loop;
        insert into carisecure.undone_row (table_name, row_id, root, level, of_person)
            select distinct 'cases_involvement', i.id, u.root, at_level + 1, u.of_person from carisecure.undone_row u
              join public.cases_reportperson t on t.id = u.row_id
              join public.cases_involvement i on i.id = t.involvement_id and i.case_id is null
             where u.table_name = 'cases_reportperson' and u.level = at_level
            union
            select distinct 'cases_person', i.person_id, u.root, at_level + 1, true from carisecure.undone_row u
              join public.cases_involvement i on i.id = u.row_id
             where u.table_name = 'cases_involvement' and u.level = at_level
            on conflict do nothing;
        at_level := at_level + 1;
    end loop;
end
$$;

-- The foreign keys towards these tables. `has_id`: the row that has one is known by a uuid; the others are grants and numbers,
-- which go with what they point at. Another place of the same person is no part of this one.
create or replace function carisecure.keys_to(p_tables text[])
returns table (child text, child_column text, parent text, has_id boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select c.relname::text, a.attname::text, p.relname::text,
           exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype)
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_class p on p.oid = k.confrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     where k.contype = 'f' and p.relname = any (p_tables) and p.relnamespace = 'public'::regnamespace
       and not (c.relname = 'cases_involvement' and p.relname = 'cases_person')
     order by 1, 2
$$;

-- Who wrote what into it since, by the access log: any line of a change to a row that hangs on it, or about it, that the bringing
-- in did not write itself (its lines are those of the request that wrote the first rows). Reading leaves no such line; what
-- the house does by itself has no person in it; that a right is still needed is no work on the case.
create or replace function carisecure.work_on_brought_in()
returns table (root uuid, actor uuid, table_name text, action text, at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    own text[];
    first bigint;
begin
    select array_agg(distinct e.request), min(e.id) into own, first
      from carisecure.undone_row u join public.audit_entry e on e.object_id = u.row_id::text
     where u.level = 0 and e.action = 'insert' and e.table_name = u.table_name;
    return query
    with since as materialized (
        select e.id, e.actor, e.table_name, e.action, e.at, e.object_id, e.about from public.audit_entry e
         where e.id > first and e.action in ('insert', 'update', 'delete') and e.actor is not null
           and not e.request = any (own) and not (e.action = 'update' and e.table_name like '%grant')
           and e.table_name not in ('cases_humannumber', 'cases_registerbatch', 'cases_registerpart')),
    speaks_of as (
        select s.id, s.object_id::uuid as key from since s where s.object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        union
        select s.id, k from since s, unnest(s.about) k)
    select u.root, s.actor, s.table_name::text, s.action::text, s.at
      from speaks_of o join carisecure.undone_row u on u.row_id = o.key join since s on s.id = o.id
     group by u.root, s.id, s.actor, s.table_name, s.action, s.at order by s.id;
end
$$;

-- What stays, for the one who is about to undo: who did what since, case by case.
create or replace function carisecure.register_worked_on(p_batch uuid)
returns table (root uuid, actor uuid, table_name text, action text, at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.held_register(p_batch);
    perform carisecure.list_brought_in(p_batch);
    return query select * from carisecure.work_on_brought_in();
    delete from carisecure.undone_row;
end
$$;

-- The cases that stay: on which somebody worked, and those of which something stands in one that stays (a report that repeats
-- one of another case). Only the link that says two people are the same human goes with either of them.
create or replace function carisecure.keep_what_was_worked_on() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    stay uuid[] := array(select distinct w.root from carisecure.work_on_brought_in() w);
    more uuid[];
begin
    loop
        more := array(select distinct u.root from carisecure.undone_row u
                       join carisecure.undone_row w on w.row_id = u.row_id and w.table_name = u.table_name
                      where w.root = any (stay) and not u.root = any (stay) and not u.of_person);
        exit when more = '{}';
        stay := stay || more;
    end loop;
    update carisecure.undone_row set goes = false where root = any (stay);
    update carisecure.undone_row u set goes = false
     where u.of_person and u.goes and u.table_name <> 'cases_sameperson'
       and (exists (select from carisecure.undone_row w
                     where w.row_id = u.row_id and w.table_name = u.table_name and w.root = any (stay))
            or u.row_id in (select person from carisecure.people_elsewhere())
            or exists (select from public.cases_personidentity n join carisecure.people_elsewhere() e on e.person = n.person_id
                        where n.id = u.row_id));
    update carisecure.undone_row set goes = true where table_name = 'cases_sameperson' and (row_id, table_name) in
        (select w.row_id, w.table_name from carisecure.undone_row w where w.goes and w.table_name = 'cases_sameperson');
end
$$;

-- Of those listed, who has a place that does not go.
create or replace function carisecure.people_elsewhere() returns table (person uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select distinct i.person_id from carisecure.undone_row p join public.cases_involvement i on i.person_id = p.row_id
     where p.table_name = 'cases_person'
       and not exists (select from carisecure.undone_row u
                        where u.row_id = i.id and u.table_name = 'cases_involvement' and u.goes)
$$;

-- Take out what a batch brought in, some rows at a time, all in one transaction: called until `done` is `total`. The first call
-- makes the list, the last one closes the batch: undone, or still unconfirmed where cases stay on which somebody worked.
-- Keys of what goes are destroyed with it. Only this function removes what is kept for ever.
create or replace function carisecure.undo_register(p_batch uuid, p_most integer, out done bigint, out total bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    batch public.cases_registerbatch := carisecure.held_register(p_batch);
    next record;
    ids uuid[];
    others uuid[];
    key record;
begin
    if not exists (select from carisecure.undone_row) then
        perform from public.cases_case c where c.provisional_batch = p_batch order by c.id for update;
        perform from public.cases_intakereport r where r.provisional_batch = p_batch order by r.id for update;
        perform carisecure.list_brought_in(p_batch);
        perform carisecure.keep_what_was_worked_on();
        perform set_config('carisecure.undoing', (select count(*) from carisecure.undone_row u where u.goes)::text, true);
    end if;
    total := current_setting('carisecure.undoing')::bigint;
    select u.table_name, u.level into next from carisecure.undone_row u where u.goes order by u.level desc, u.table_name limit 1;
    if next.table_name is not null then
        ids := array(select u.row_id from carisecure.undone_row u
                      where u.goes and u.level = next.level and u.table_name = next.table_name limit p_most);
        if next.table_name = 'cases_sameperson' then
            others := array(select p from public.cases_sameperson l, unnest(array[l.first_id, l.second_id]) p
                             where l.id = any (ids) and p is not null);
        end if;
        for key in select * from carisecure.keys_to(array[next.table_name]) k where not k.has_id loop
            execute format('delete from public.%I where %I = any ($1)', key.child, key.child_column) using ids;
        end loop;
        execute format('delete from public.%I where id = any ($1)', next.table_name) using ids;
        perform carisecure.same_human_turn() where others <> '{}';
        perform carisecure.number_human(p) from unnest(others) p;
        update public.access_datakey set wrapped = '', destroyed_at = clock_timestamp()
         where owner = any (ids) and destroyed_at is null;
        delete from carisecure.undone_row u where u.table_name = next.table_name and u.row_id = any (ids);
    end if;
    done := total - (select count(*) from carisecure.undone_row u where u.goes);
    if done = total then
        perform carisecure.close_undone(p_batch);
    end if;
end
$$;

create or replace function carisecure.close_undone(p_batch uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    stay uuid[] := array(select distinct u.root from carisecure.undone_row u where u.level = 0 order by 1);
begin
    delete from carisecure.undone_row;
    delete from public.cases_registerpart where batch_id = p_batch;
    update public.cases_registerbatch
       set state = case when stay = '{}' then 'undone' else state end, undone_at = now(),
           undone_by_id = nullif(current_setting('carisecure.user', true), '')::uuid
     where id = p_batch;
    perform carisecure.note_event('register.undone', 'cases_registerbatch', p_batch::text, jsonb_build_object(
        'rows', current_setting('carisecure.undoing')::bigint, 'stay', cardinality(stay), 'cases', to_jsonb(stay[1:100])));
end
$$;

-- How far a batch is, is said by the functions above; and what was brought in always has its batch.
create or replace function carisecure.guard_register() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        if old.state in ('committed', 'confirmed') then
            raise exception 'a register whose rows are in is not removed' using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if current_user <> 'carisecure_system' and (
        old.state in ('committed', 'confirmed', 'undone') and new.state <> old.state
        or new.state in ('confirmed', 'undone') and new.state <> old.state
        or new.confirmed_by_id is distinct from old.confirmed_by_id or new.undone_by_id is distinct from old.undone_by_id
        or old.committed_by_id is not null and new.committed_by_id is distinct from old.committed_by_id
        or new.committed_by_id is distinct from old.committed_by_id
           and new.committed_by_id is distinct from nullif(current_setting('carisecure.user', true), '')::uuid) then
        raise exception 'a register is brought in, confirmed and undone by who speaks, through the database alone'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger guard before update or delete on cases_registerbatch
  for each row execute function carisecure.guard_register();

revoke all on function carisecure.held_register(uuid) from public;
alter function carisecure.held_register(uuid) owner to carisecure_system;
revoke all on function carisecure.confirm_register(uuid) from public;
grant execute on function carisecure.confirm_register(uuid) to carisecure_app;
alter function carisecure.confirm_register(uuid) owner to carisecure_system;
revoke all on function carisecure.list_brought_in(uuid) from public;
alter function carisecure.list_brought_in(uuid) owner to carisecure_system;
revoke all on function carisecure.keys_to(text[]) from public;
alter function carisecure.keys_to(text[]) owner to carisecure_system;
revoke all on function carisecure.work_on_brought_in() from public;
alter function carisecure.work_on_brought_in() owner to carisecure_system;
revoke all on function carisecure.register_worked_on(uuid) from public;
grant execute on function carisecure.register_worked_on(uuid) to carisecure_app;
alter function carisecure.register_worked_on(uuid) owner to carisecure_system;
revoke all on function carisecure.keep_what_was_worked_on() from public;
alter function carisecure.keep_what_was_worked_on() owner to carisecure_system;
revoke all on function carisecure.people_elsewhere() from public;
alter function carisecure.people_elsewhere() owner to carisecure_system;
revoke all on function carisecure.undo_register(uuid,integer) from public;
grant execute on function carisecure.undo_register(uuid,integer) to carisecure_app;
alter function carisecure.undo_register(uuid,integer) owner to carisecure_system;
revoke all on function carisecure.close_undone(uuid) from public;
alter function carisecure.close_undone(uuid) owner to carisecure_system;
