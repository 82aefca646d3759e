-- The verifier as it was before each seal spanned moments and ids (5c50f69), on the same lines: what the speed of today's is
-- held against. Its own seals, with the roots that it made, stand in `earlier.audit_seal`. `carisecure.ledger_leaf`, the
-- hash of a line, has not changed since.
create schema earlier;
grant usage on schema earlier to public;
create table earlier.audit_seal (like public.audit_seal including storage including indexes);
insert into earlier.audit_seal (number, era, cluster, id_after, id_until, xid_from, xid_to, count, entry_ids, leaves,
                                previous_root, root, sealed_at)
select number, era, cluster, id_after, id_until, xid_from, xid_to, count, entry_ids, leaves, previous_root, root, sealed_at
  from public.audit_seal;

create or replace function earlier.seal_root(s earlier.audit_seal) returns bytea
language sql stable
as $$
    select pg_catalog.sha256(s.previous_root || s.leaves || pg_catalog.convert_to(pg_catalog.json_build_array(
        s.number, s.era, s.cluster, s.id_after, s.id_until, s.xid_from, s.xid_to, s.count,
        s.entry_ids[1], s.entry_ids[s.count],
        pg_catalog.to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    )::text, 'UTF8'))
$$;

-- The first line of one seal that is not as it was sealed. Slow (line by line), so asked only about a seal that fails.
create or replace function earlier.first_fault(p_number bigint, out fault text, out entry bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s earlier.audit_seal;
    sealed bytea;
    until_ bigint;
    late bigint[];
begin
    select * into s from earlier.audit_seal where number = p_number;
    sealed := s.leaves || ''::bytea;  -- in memory at once, instead of once a line
    select id_until, entry_ids into until_, late from earlier.audit_seal where era = s.era and id_until is not null;
    select case when f.id is null then 'missing' when x.id is null then 'inserted' else 'changed' end, coalesce(x.id, f.id)
      into fault, entry
      from (select u.id, substring(sealed from (u.place::integer - 1) * 32 + 1 for 32) as leaf
              from unnest(s.entry_ids) with ordinality as u(id, place)) x
      full join (select e.id, carisecure.ledger_leaf(e) as leaf from public.audit_entry e
                  where case when s.id_until is not null then e.id = any(s.entry_ids)
                             else e.xid >= s.xid_from and e.xid < s.xid_to and e.id > s.id_after
                                  and (until_ is null or e.id <= until_ and e.id <> all(late)) end) f on f.id = x.id
     where f.leaf is distinct from x.leaf
     order by coalesce(x.id, f.id) limit 1;
    if fault is null then fault := 'seal'; end if;  -- the same lines, in another order
end
$$;

-- Does a seal follow from the one before, and is its root its own?
create or replace function earlier.seal_fits(s earlier.audit_seal, before earlier.audit_seal) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if s.root is distinct from earlier.seal_root(s) or s.count <> cardinality(s.entry_ids)
       or octet_length(s.leaves) <> 32 * s.count then
        return false;
    elsif before.number is null then
        return s.number = 1 and s.era = 1 and s.id_after = 0 and s.xid_from = 0
           and s.previous_root = decode(repeat('00', 32), 'hex');
    elsif s.number <> before.number + 1 or s.previous_root <> before.root then
        return false;
    elsif before.id_until is not null then
        return s.era = before.era + 1 and s.id_after = before.id_until and s.xid_from = 0;
    end if;
    return s.era = before.era and s.id_after = before.id_after
       and (s.id_until is not null or s.xid_from = before.xid_to);
end
$$;

-- Checks the seals from `p_from` on that cover about `p_rows` lines. `next` is where to go on, null at the end.
create or replace function earlier.check_seals(
    p_from bigint, p_rows integer, out next bigint, out lines bigint, out seals bigint, out fault text, out seal bigint,
    out entry bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s earlier.audit_seal;
    before earlier.audit_seal;
    first_ earlier.audit_seal;
    starts bigint[] := '{}';
    until_ bigint;
    late bigint[];
begin
    lines := 0;
    seals := 0;
    select * into before from earlier.audit_seal where number < p_from order by number desc limit 1;
    for s in select * from earlier.audit_seal where number >= p_from order by number loop
        if not earlier.seal_fits(s, before) then
            fault := 'seal';
            seal := s.number;
            exit;
        end if;
        if seals > 0 and (lines >= p_rows or s.era <> first_.era or s.id_until is not null or first_.id_until is not null) then
            next := s.number;
            exit;
        end if;
        if seals = 0 then first_ := s; end if;
        starts := starts || s.xid_from;
        seals := seals + 1;
        lines := lines + s.count;
        before := s;
    end loop;
    if seals = 0 then return; end if;
    -- The lines of the seals that fit the chain come first: they have lower numbers than the seal that does not.
    if first_.id_until is not null then
        if not earlier.last_seal_of_era_holds(first_) then
            seal := first_.number;
            select f.fault, f.entry into fault, entry from earlier.first_fault(seal) f;
            if entry is null then
                select min(e.id) into entry from public.audit_entry e
                 where e.id > first_.id_after and e.id <= first_.id_until
                   and e.id not in (select unnest(entry_ids) from earlier.audit_seal where era = first_.era);
                fault := case when entry is null then 'seal' else 'inserted' end;
            end if;
            next := null;
        end if;
        return;
    end if;
    select id_until, entry_ids into until_, late from earlier.audit_seal where era = first_.era and id_until is not null;
    -- Materialized: a nested loop would hash every line once a seal.
    with lines_ as materialized (
        select width_bucket(e.xid, starts) as k, e.id, carisecure.ledger_leaf(e) as leaf
          from public.audit_entry e
         where e.xid >= starts[1] and e.xid < before.xid_to and e.id > first_.id_after
           and (until_ is null or e.id <= until_ and e.id <> all(late))
    ), found_ as materialized (
        select k, array_agg(id order by id) as ids, string_agg(leaf, '' order by id) as leaves from lines_ group by k
    )
    select bad.number into s.number
      from (select number, entry_ids, leaves from earlier.audit_seal
             where number >= first_.number and number < first_.number + check_seals.seals) bad
      left join found_ f on f.k = bad.number - first_.number + 1
     where f.ids is distinct from bad.entry_ids or f.leaves is distinct from bad.leaves
     order by bad.number limit 1;
    if found then
        seal := s.number;
        select f.fault, f.entry into fault, entry from earlier.first_fault(seal) f;
        next := null;
    end if;
end
$$;

-- The seal that ends an era: its own lines, and that nobody has put another line into the era since.
create or replace function earlier.last_seal_of_era_holds(s earlier.audit_seal) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select (select coalesce(array_agg(e.id order by e.id), '{}') = s.entry_ids
               and coalesce(string_agg(carisecure.ledger_leaf(e), '' order by e.id), '') = s.leaves
              from public.audit_entry e where e.id = any(s.entry_ids))
       and (select count(*) from public.audit_entry e where e.id > s.id_after and e.id <= s.id_until)
           = (select sum(count) from earlier.audit_seal where era = s.era)
$$;

-- What no seal covers yet: how many lines, since when, and the first of them that no seal ever would (a line with a
-- made-up id or transaction).
create or replace function earlier.check_unsealed(out waiting bigint, out since timestamptz, out stray bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    last_ earlier.audit_seal;
    after_ bigint;
    begins bigint;
    ahead bigint;
begin
    select * into last_ from earlier.audit_seal order by number desc limit 1;
    after_ := coalesce(last_.id_until, last_.id_after, 0);
    begins := case when last_.id_until is null then coalesce(last_.xid_to, 0) else 0 end;
    ahead := greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                      pg_current_xact_id_if_assigned()::text::bigint + 1);
    select min(id) into stray from public.audit_entry
     where id <= 0 or (id > after_ and (xid < 0 or xid >= ahead));
    select count(*), min(at) into waiting, since from public.audit_entry where id > after_ and xid >= begins and xid < ahead;
end
$$;

-- The same chain with the roots of that time.
create function earlier.make_roots() returns void
language plpgsql
as $$
declare
    s earlier.audit_seal;
    root_ bytea := decode(repeat('00', 32), 'hex');
begin
    for s in select * from earlier.audit_seal order by number loop
        s.previous_root := root_;
        root_ := earlier.seal_root(s);
        update earlier.audit_seal set previous_root = s.previous_root, root = root_ where number = s.number;
    end loop;
end
$$;
select earlier.make_roots();
