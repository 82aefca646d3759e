-- Checking. Each function reads only; what it finds is a seal's number, a line's id and one of five words:
-- seal (it does not fit the chain), changed, missing, inserted (a line), outside (a line that was not written then).

-- The first line of one seal that is not as it was sealed. Slow (line by line), so asked only about a seal that fails.
create or replace function carisecure.first_fault(p_number bigint, out fault text, out entry bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s public.audit_seal;
    sealed bytea;
    until_ bigint;
    late bigint[];
begin
    select * into s from public.audit_seal where number = p_number;
    sealed := s.leaves || ''::bytea;  -- in memory at once, instead of once a line
    select id_until, entry_ids into until_, late from public.audit_seal where era = s.era and id_until is not null;
    if until_ is null then
        until_ := carisecure.sealed_until(s.era);
        late := '{}';
    end if;
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
    if fault is null then
        select 'outside', e.id into fault, entry from public.audit_entry e
         where e.id = any(s.entry_ids)
           and (e.at < s.at_from or e.at > s.at_to or e.id <= s.id_from or e.id > s.id_to)
         order by e.id limit 1;
    end if;
    if fault is null then fault := 'seal'; end if;  -- the same lines, in another order
end
$$;

-- Does a seal follow from the one before, and is its root its own?
create or replace function carisecure.seal_fits(s public.audit_seal, before public.audit_seal) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if s.root is distinct from carisecure.seal_root(s) or s.count <> cardinality(s.entry_ids)
       or octet_length(s.leaves) <> 32 * s.count then
        return false;
    elsif s.id_to is null and before.id_to is not null  -- none without a span after the first with one
       or s.at_from < before.at_from and s.at_from < s.sealed_at - interval '2 days'
       or s.at_to > s.sealed_at + interval '6 minutes' then
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
create or replace function carisecure.check_seals(
    p_from bigint, p_rows integer, out next bigint, out lines bigint, out seals bigint, out fault text, out seal bigint,
    out entry bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s public.audit_seal;
    before public.audit_seal;
    first_ public.audit_seal;
    starts bigint[] := '{}';
    until_ bigint;
    late bigint[];
begin
    lines := 0;
    seals := 0;
    select * into before from public.audit_seal where number < p_from order by number desc limit 1;
    for s in select * from public.audit_seal where number >= p_from order by number loop
        if not carisecure.seal_fits(s, before) then
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
        if not carisecure.last_seal_of_era_holds(first_) then
            seal := first_.number;
            select f.fault, f.entry into fault, entry from carisecure.first_fault(seal) f;
            if entry is null then
                select min(e.id) into entry from public.audit_entry e
                 where e.id > first_.id_after and e.id <= first_.id_until
                   and e.id not in (select unnest(entry_ids) from public.audit_seal where era = first_.era);
                fault := case when entry is null then 'seal' else 'inserted' end;
            end if;
            next := null;
        end if;
        return;
    end if;
    select id_until, entry_ids into until_, late from public.audit_seal where era = first_.era and id_until is not null;
    if until_ is null then
        until_ := carisecure.sealed_until(first_.era);
        late := '{}';
    end if;
    -- Materialized: a nested loop would hash every line once a seal.
    with lines_ as materialized (
        select width_bucket(e.xid, starts) as k, e.id, e.at, carisecure.ledger_leaf(e) as leaf
          from public.audit_entry e
         where e.xid >= starts[1] and e.xid < before.xid_to and e.id > first_.id_after
           and (until_ is null or e.id <= until_ and e.id <> all(late))
    ), found_ as materialized (
        select k, array_agg(id order by id) as ids, string_agg(leaf, '' order by id) as leaves,
               min(at) as first_at, max(at) as last_at from lines_ group by k
    )
    select bad.number into s.number
      from (select number, entry_ids, leaves, at_from, at_to, id_from, id_to from public.audit_seal
             where number >= first_.number and number < first_.number + check_seals.seals) bad
      left join found_ f on f.k = bad.number - first_.number + 1
     where f.ids is distinct from bad.entry_ids or f.leaves is distinct from bad.leaves
        or f.first_at < bad.at_from or f.last_at > bad.at_to
        or bad.entry_ids[1] <= bad.id_from or bad.entry_ids[cardinality(bad.entry_ids)] > bad.id_to
     order by bad.number limit 1;
    if found then
        seal := s.number;
        select f.fault, f.entry into fault, entry from carisecure.first_fault(seal) f;
        next := null;
    end if;
end
$$;

-- The seal that ends an era: its own lines, and that nobody has put another line into the era since.
create or replace function carisecure.last_seal_of_era_holds(s public.audit_seal) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (select coalesce(array_agg(e.id order by e.id), '{}') = s.entry_ids
               and coalesce(string_agg(carisecure.ledger_leaf(e), '' order by e.id), '') = s.leaves
               and not coalesce(bool_or(e.at < s.at_from or e.at > s.at_to or e.id <= s.id_from or e.id > s.id_to), false)
              from public.audit_entry e where e.id = any(s.entry_ids))
       and (select count(*) from public.audit_entry e where e.id > s.id_after and e.id <= s.id_until)
           = (select sum(count) from public.audit_seal where era = s.era);
end
$$;

-- What no seal covers yet: how many lines, since when, and the first of them that no seal ever would (a line with a
-- made-up id or transaction). `restored`: this database was put into another cluster since the last seal, where the
-- numbers of transactions say nothing; the next run of the sealer ends the old era with all that is left.
create or replace function carisecure.check_unsealed(
    out waiting bigint, out since timestamptz, out stray bigint, out restored boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    last_ public.audit_seal;
    after_ bigint;
    begins bigint;
    ahead bigint;
    given bigint := coalesce(pg_sequence_last_value('public.audit_entry_id_seq'), 0);
begin
    select * into last_ from public.audit_seal order by number desc limit 1;
    restored := carisecure.restored_since(last_);
    after_ := coalesce(last_.id_until, last_.id_after, 0);
    if restored then
        select min(id) into stray from public.audit_entry where id <= 0 or id > given;
        select count(*), min(at) into waiting, since from public.audit_entry
         where id > after_ and id not in (select unnest(entry_ids) from public.audit_seal where era = last_.era);
        return;
    end if;
    begins := case when last_.id_until is null then coalesce(last_.xid_to, 0) else 0 end;
    ahead := greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                      pg_current_xact_id_if_assigned()::text::bigint + 1);
    -- Those that a seal covers were compared with it: a line of an old seal with a later id is named there.
    select min(id) into stray from public.audit_entry
     where id <= 0 or (id > after_ and (xid < 0 or xid >= ahead or (id > given and xid >= begins)));
    select count(*), min(at) into waiting, since from public.audit_entry where id > after_ and xid >= begins and xid < ahead;
end
$$;

-- The newest seals, for pages and anchors. Numbers and hashes only, so anybody may ask.
create or replace function carisecure.last_seals(
    p_most integer, out number bigint, out root bytea, out count integer, out sealed_at timestamptz)
returns setof record
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.number, s.root, s.count, s.sealed_at from public.audit_seal s order by s.number desc limit p_most
$$;

create or replace function carisecure.seal_root_of(p_number bigint) returns bytea
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select root from public.audit_seal where number = p_number
$$;
