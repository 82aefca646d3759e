-- The same human in several cases (docs/nouns.md): how many humans the persons are, and what is left of a link when one
-- of its two persons is erased.
--
-- Reason for stepping around the wall: figures count humans, so a number has to know every link, and a link is seen by
-- nobody who does not see both its ends; and the key of a link dies with the identity at either end, whoever erases it.
-- The functions take nothing from anybody but ids. What they write of humans is read by the purpose statistics alone.
--
-- One at a time, behind one lock (same_human_turn): two links, or a link and an erasure, must see each other.

create or replace function carisecure.same_human_turn() returns void
language sql
set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(hashtext('carisecure.same_human')) $$;

-- Everybody who is one human with this person: by standing links, and by bases that an erasure made one.
create or replace function carisecure.one_human(p_person uuid) returns uuid[]
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    with recursive reached(person) as (
        select p_person
        union
        select o.person from reached r cross join lateral (
            select l.second_id as person from public.cases_sameperson l
             where l.first_id = r.person and l.kind = 'same' and l.ended_at is null
            union all
            select l.first_id from public.cases_sameperson l
             where l.second_id = r.person and l.kind = 'same' and l.ended_at is null
            union all
            select g.person_id from public.cases_humannumber h join public.cases_humannumber g on g.base = h.base
             where h.person_id = r.person) o)
    select array_agg(person) from reached
$$;

-- The number is the lowest base: the same persons have the same number again when a link between them has come and gone.
create or replace function carisecure.number_human(p_person uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    people uuid[] := carisecure.one_human(p_person);
    lowest uuid;
begin
    if cardinality(people) = 1 then
        delete from public.cases_humannumber h where h.person_id = p_person;
        return;
    end if;
    insert into public.cases_humannumber (person_id, base, number)
        select p, b, b from (select p, gen_random_uuid() as b from unnest(people) p) s
        on conflict (person_id) do nothing;
    select h.base into lowest from public.cases_humannumber h where h.person_id = any (people) order by h.base limit 1;
    update public.cases_humannumber h set number = lowest
     where h.person_id = any (people) and h.number is distinct from lowest;
end
$$;

-- Before a link comes: its two persons are not erased, and nobody erases them until it is there.
create or replace function carisecure.guard_same_person() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.same_human_turn();
    if new.first_id is null or new.ended_at is not null or exists (
        select from public.access_datakey k where k.owner in (new.first_id, new.second_id) and k.destroyed_at is not null)
    then
        raise exception 'a link ties two persons who are not erased' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create or replace function carisecure.number_ends() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.kind = 'same' and new.first_id is not null then
        perform carisecure.same_human_turn();
        perform carisecure.number_human(new.first_id);
        perform carisecure.number_human(new.second_id);
    end if;
    return null;
end
$$;

-- The ends are the ones it was made with, until one of them is erased: that empties both.
create or replace function carisecure.keep_ends() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.first_id is not null or new.second_id is not null or current_user <> 'carisecure_system' then
        raise exception 'cases_sameperson is append-only: its ends stay as they were recorded'
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    return new;
end
$$;

-- What is left of the links of a person: who made them and when, under keys that are gone, between nobody; and that those
-- who stood as one human with this one are counted so.
create or replace function carisecure.cut_links(p_person uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    bases uuid[];
begin
    perform carisecure.same_human_turn();
    if not exists (select from public.cases_sameperson l where p_person in (l.first_id, l.second_id)) then
        return;
    end if;
    select array_agg(h.base order by h.base) into bases from public.cases_humannumber h
     where h.person_id = p_person or h.person_id in (
        select case when l.first_id = p_person then l.second_id else l.first_id end from public.cases_sameperson l
         where p_person in (l.first_id, l.second_id) and l.kind = 'same' and l.ended_at is null);
    update public.cases_humannumber h set base = bases[1] where h.base = any (bases) and h.base <> bases[1];
    update public.access_datakey k set wrapped = '', destroyed_at = now()
     where k.destroyed_at is null
       and k.owner in (select l.id from public.cases_sameperson l where p_person in (l.first_id, l.second_id));
    update public.cases_sameperson l set first_id = null, second_id = null where p_person in (l.first_id, l.second_id);
    perform carisecure.number_human(p_person);
end
$$;

-- Whoever destroys the key of a person, by whatever road.
create or replace function carisecure.forget_with_identity() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from public.cases_person p where p.id = new.owner) then
        perform carisecure.cut_links(new.owner);
    end if;
    return null;
end
$$;

-- A case that is disposed of takes along the people who are in no other one, also those of whom no name was ever known.
create or replace function carisecure.forget_with_case() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform carisecure.cut_links(p.person_id) from carisecure.people_of_this_case_alone(new.case_id) p;
    return null;
end
$$;
