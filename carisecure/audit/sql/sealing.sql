-- Sealing and checking. A seal holds the hash of each line that it covers, in the order of their ids, and a root over
-- these, its own header and the root before. docs/decisions/ledger.md says what that proves and what it does not.
--
-- The header also says which moments and ids a true line of this seal can have (`at_from`, `at_to`, `id_from`, `id_to`):
-- not before the last seal, but for a day in which a transaction can have stayed open; not after this seal, but for five
-- minutes of a clock that was set; no id that the sequence had given away a day before the last seal, and none that it
-- has not given yet. A line outside is sealed like the others, so that nothing stands still, and named when it is checked.

-- One line as text that never varies: a JSON array (concat_ws would skip nulls), the moment in UTC.
create or replace function carisecure.ledger_leaf(e public.audit_entry) returns bytea
language sql stable
as $$
    select pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.json_build_array(
        e.id, pg_catalog.to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.xid, e.actor, e.purpose,
        e.request, e.action, e.table_name, e.object_id, e.about, e.old, e.new, e.detail, e.application, e.backend
    )::text, 'UTF8'))
$$;

-- In plpgsql, which looks at the table when it is called: the columns of the span came later than the first seals, which
-- have none.
create or replace function carisecure.seal_root(s public.audit_seal) returns bytea
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    utc text := 'YYYY-MM-DD"T"HH24:MI:SS.US';
begin
    if s.id_to is not null then
        return sha256(s.previous_root || s.leaves || convert_to(json_build_array(
            s.number, s.era, s.cluster, s.id_after, s.id_until, s.xid_from, s.xid_to, s.count,
            s.entry_ids[1], s.entry_ids[s.count], to_char(s.sealed_at at time zone 'UTC', utc),
            to_char(s.at_from at time zone 'UTC', utc), to_char(s.at_to at time zone 'UTC', utc), s.id_from, s.id_to
        )::text, 'UTF8'));
    end if;
    return sha256(s.previous_root || s.leaves || convert_to(json_build_array(
        s.number, s.era, s.cluster, s.id_after, s.id_until, s.xid_from, s.xid_to, s.count,
        s.entry_ids[1], s.entry_ids[s.count], to_char(s.sealed_at at time zone 'UTC', utc)
    )::text, 'UTF8'));
end
$$;

-- Owned by the table's owner, who alone may take this lock: waits until every open transaction with lines has ended.
create or replace function carisecure.hold_ledger() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    lock table public.audit_entry in share mode;
end
$$;

create or replace function carisecure.put_seal(s public.audit_seal) returns public.audit_seal
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    s.sealed_at := clock_timestamp();
    s.root := carisecure.seal_root(s);
    insert into public.audit_seal select (s).*;
    return s;
end
$$;

-- Seals every finished line and returns how many. Anybody may call it at any time: it adds the seals that are due.
--
-- Lines are divided by transaction id: a run takes those below the oldest transaction that is still open, so that a
-- line which is written now and committed later is never skipped. One seal holds about `p_most` lines.
create or replace function carisecure.seal_ledger(p_most integer default 20000) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    here text := (select system_identifier::text from pg_control_system());
    last_ public.audit_seal;
    s public.audit_seal;
    begun public.audit_seal;
    horizon bigint;
    cut bigint;
    first_ bigint;
    sealed bigint := 0;
begin
    if not carisecure.hold_seals() then  -- somebody else is sealing
        return 0;
    end if;
    p_most := greatest(p_most, 100);
    select * into last_ from public.audit_seal order by number desc limit 1;
    horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    if last_.number is not null and last_.id_until is null and (last_.cluster <> here or horizon < last_.xid_to) then
        last_ := carisecure.close_era(last_);
        sealed := last_.count;
        horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    end if;
    s.number := coalesce(last_.number, 0);
    s.root := coalesce(last_.root, decode(repeat('00', 32), 'hex'));
    s.era := coalesce(last_.era, 1);
    s.id_after := coalesce(last_.id_after, 0);
    s.xid_to := coalesce(last_.xid_to, 0);
    s.cluster := here;
    begun := last_;
    if last_.id_until is not null then
        s.era := last_.era + 1;
        s.id_after := last_.id_until;
        s.xid_to := 0;
    end if;
    loop
        s.xid_from := s.xid_to;
        select xid into cut from public.audit_entry
         where xid >= s.xid_from and xid < horizon and id > s.id_after order by xid offset p_most limit 1;
        select min(xid) into first_ from public.audit_entry where xid >= s.xid_from and xid < horizon and id > s.id_after;
        -- One transaction is never divided, however many lines it wrote.
        s.xid_to := case when cut is null then horizon when cut = first_ then cut + 1 else cut end;
        select array_agg(e.id order by e.id), string_agg(carisecure.ledger_leaf(e), '' order by e.id), count(*)
          into s.entry_ids, s.leaves, s.count
          from public.audit_entry e where xid >= s.xid_from and xid < s.xid_to and id > s.id_after;
        exit when s.count = 0;  -- no seal about nothing: the next one begins where the last one ended
        s.number := s.number + 1;
        s.previous_root := s.root;
        s := carisecure.put_seal(carisecure.span_after(begun, s));
        sealed := sealed + s.count;
        exit when cut is null;
    end loop;
    return sealed;
end
$$;

-- The first run in another cluster than the last one's: transaction ids have begun anew. One seal takes whatever the
-- old era has left, those lines included that were written here before this run, and ends it.
create or replace function carisecure.close_era(last_ public.audit_seal) returns public.audit_seal
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    s public.audit_seal := last_;
begin
    perform carisecure.hold_ledger();
    s.number := last_.number + 1;
    s.previous_root := last_.root;
    s.xid_from := null;
    s.xid_to := null;
    select greatest(coalesce(max(id), 0), last_.id_after, coalesce(pg_sequence_last_value('public.audit_entry_id_seq'), 0))
      into s.id_until from public.audit_entry;
    select coalesce(array_agg(e.id order by e.id), '{}'),
           coalesce(string_agg(carisecure.ledger_leaf(e), '' order by e.id), ''), count(*)
      into s.entry_ids, s.leaves, s.count
      from public.audit_entry e
     where e.id > s.id_after and e.id <= s.id_until
       and e.id not in (select unnest(entry_ids) from public.audit_seal where era = last_.era);
    return carisecure.put_seal(carisecure.span_after(last_, s));
end
$$;
