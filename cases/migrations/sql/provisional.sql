-- What a register brought in stands, provisional, until a second person has confirmed the batch (docs/decisions/registers.md).
-- The column is written with the row, under a batch of one's own unit that is on its way in, and emptied by the system
-- alone: a row that was ordinary once never becomes provisional.
create or replace function carisecure.guard_provisional() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if not exists (select from public.cases_registerbatch b join public.accounts_agency a on a.group_id = b.agency_group_id
                        where b.id = new.provisional_batch and a.id = new.agency_id
                          and b.state not in ('confirmed', 'undone')) then
            raise exception 'what is brought in stands under a batch of its own unit that is on its way in'
                using errcode = 'check_violation', table = tg_table_name;
        end if;
        return new;
    end if;
    if new.provisional_batch is not null or current_user <> 'carisecure_system' then
        raise exception 'what was brought in is confirmed by two people, and never becomes provisional later'
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    return new;
end
$$;

-- Nobody outside the unit is given anything of what is provisional: no sharing, no referral, no file to the prosecution
-- service. Asked of both, because grants come before the row they point at: of new rows of an anchor, and of new grants.
-- One statement at a time; `changed` are its rows. Arguments: the kind of anchor, its table of grants, the column with its key.
--
-- Reason for stepping around the wall: whoever gives a grant may not see the case any more at that moment (a lead who hands
-- over), and the answer must not hang on that. The function takes nothing from anybody and changes nothing.
create or replace function carisecure.guard_provisional_holders() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    outside boolean;
    anchors text := case tg_argv[0]
        when 'case' then 'select c.id as key, c.agency_id from public.cases_case c where c.provisional_batch is not null'
        when 'report' then 'select r.id as key, r.agency_id from public.cases_intakereport r where r.provisional_batch is not null'
        when 'involvement' then
            'select i.id as key, c.agency_id from public.cases_involvement i join public.cases_case c on c.id = i.case_id'
            ' where c.provisional_batch is not null'
            ' union all select t.involvement_id, r.agency_id from public.cases_reportperson t'
            ' join public.cases_intakereport r on r.id = t.report_id where r.provisional_batch is not null'
        when 'prosecution' then
            'select m.id as key, c.agency_id from public.prosecutions_prosecution m join public.cases_case c on c.id = m.case_id'
            ' where c.provisional_batch is not null'
    end;
begin
    execute format(
        'select exists (select from changed n join (%1$s) a on a.key = n.%3$I join public.%2$I g on g.content_object_id = a.key'
        ' where not carisecure.is_of_agency(g.group_id, a.agency_id))', anchors, tg_argv[1], tg_argv[2]) into outside;
    if outside then
        raise exception 'what was brought in and is not confirmed is given to nobody outside the unit'
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    return null;
end
$$;

-- The agency's own group, and the groups of its people.
create or replace function carisecure.is_of_agency(p_group integer, p_agency uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.accounts_agency a where a.id = p_agency and a.group_id = p_group)
        or exists (select from public.accounts_user u where u.agency_id = p_agency and u.personal_group_id = p_group)
        or exists (select from public.auth_group g join public.accounts_user u on g.name = 'private:' || u.id
                    where g.id = p_group and u.agency_id = p_agency)
$$;

-- A copy with names leaves the house.
create or replace function carisecure.guard_provisional_copy() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from public.cases_case c where c.id = new.case_id and c.provisional_batch is not null) then
        raise exception 'no copy leaves the house of what was brought in and is not confirmed'
            using errcode = 'check_violation', table = tg_table_name;
    end if;
    return new;
end
$$;

create trigger guard_brought_in before insert on cases_case for each row
  when (new.provisional_batch is not null) execute function carisecure.guard_provisional();
create trigger guard_brought_in before insert on cases_intakereport for each row
  when (new.provisional_batch is not null) execute function carisecure.guard_provisional();
create trigger guard_provisional before update of provisional_batch on cases_case for each row
  when (old.provisional_batch is distinct from new.provisional_batch) execute function carisecure.guard_provisional();
create trigger guard_provisional before update of provisional_batch on cases_intakereport for each row
  when (old.provisional_batch is distinct from new.provisional_batch) execute function carisecure.guard_provisional();
create trigger copy_of_provisional before insert on cases_casecopy
  for each row execute function carisecure.guard_provisional_copy();
create trigger provisional_holders after insert on cases_case referencing new table as changed
  for each statement execute function carisecure.guard_provisional_holders('case', 'cases_casegrant', 'id');
create trigger provisional_holders after insert on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.guard_provisional_holders('case', 'cases_casegrant', 'content_object_id');
create trigger provisional_holders after insert on cases_intakereport referencing new table as changed
  for each statement execute function carisecure.guard_provisional_holders('report', 'cases_reportgrant', 'id');
create trigger provisional_holders after insert on cases_reportgrant referencing new table as changed
  for each statement execute function carisecure.guard_provisional_holders('report', 'cases_reportgrant', 'content_object_id');
create trigger provisional_holders after insert on cases_involvement referencing new table as changed
  for each statement execute function carisecure.guard_provisional_holders('involvement', 'cases_involvementgrant', 'id');
create trigger provisional_holders after insert on cases_reportperson referencing new table as changed
  for each statement execute function
  carisecure.guard_provisional_holders('involvement', 'cases_involvementgrant', 'involvement_id');
create trigger provisional_holders after insert on cases_involvementgrant referencing new table as changed
  for each statement execute function
  carisecure.guard_provisional_holders('involvement', 'cases_involvementgrant', 'content_object_id');

revoke all on function carisecure.guard_provisional_holders() from public;
alter function carisecure.guard_provisional_holders() owner to carisecure_system;
revoke all on function carisecure.is_of_agency(integer,uuid) from public;
alter function carisecure.is_of_agency(integer,uuid) owner to carisecure_system;
revoke all on function carisecure.guard_provisional_copy() from public;
alter function carisecure.guard_provisional_copy() owner to carisecure_system;
-- Whoever migrates attaches these to tables.
set local role carisecure_system;
grant execute on function carisecure.guard_provisional_holders() to carisecure_owner;
grant execute on function carisecure.guard_provisional_copy() to carisecure_owner;
set local role carisecure_owner;
