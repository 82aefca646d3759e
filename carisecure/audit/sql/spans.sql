-- What a true line of the next seal can be like, given the last one that was there when this run began.
create or replace function carisecure.span_after(last_ public.audit_seal, s public.audit_seal) returns public.audit_seal
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    s.at_from := least(last_.sealed_at, clock_timestamp()) - interval '1 day';
    s.at_to := clock_timestamp() + interval '5 minutes';
    select b.id_to into s.id_from from public.audit_seal b
     where b.number < last_.number and b.sealed_at < last_.sealed_at - interval '1 day' order by b.number desc limit 1;
    s.id_from := greatest(s.id_from, s.id_after, 0);
    s.id_to := coalesce(pg_sequence_last_value('public.audit_entry_id_seq'), 0);
    return s;
end
$$;

-- Whether this database was put into another cluster since that seal, the newest one, where transaction ids begin anew.
create or replace function carisecure.restored_since(s public.audit_seal) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select s.number is not null and s.id_until is null
       and (s.cluster <> (select system_identifier::text from pg_control_system())
            or pg_snapshot_xmin(pg_current_snapshot())::text::bigint < s.xid_to)
$$;

-- Up to which id the lines of an era can be its seals' own while it is open: null for no limit. After a restore, what has
-- been written since belongs to no seal yet, whatever its transaction's number.
create or replace function carisecure.sealed_until(p_era integer) returns bigint
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select case when carisecure.restored_since(s)
           then coalesce(s.id_to, (select max(entry_ids[count]) from public.audit_seal where era = p_era)) end
      from public.audit_seal s where s.era = p_era order by s.number desc limit 1
$$;
