-- Holds and disposal of a report that is in no case (docs/decisions/disposal.md).

-- Decided, and part of no case: what is part of one goes with it.
create or replace function carisecure.report_may_go(p_report uuid) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.cases_intakereport r
                    where r.id = p_report and r.case_id is null and r.outcome <> '')
$$;

-- Reason for stepping around the wall: a person of whom the report told may also be somewhere that nobody here may see.
-- Those who are in no other place, and whom nobody holds who does not hold the report. Answers only after two people
-- agreed to dispose of this very report.
create or replace function carisecure.people_of_this_report_alone(p_report uuid)
returns table (person_id uuid, involvement_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from public.cases_reportapproval a
                    where a.kind = 'disposal' and a.report_id = p_report and a.is_granted and a.good_until > now()
                      and nullif(current_setting('carisecure.user', true), '')::uuid
                          in (a.requested_by_id, a.decided_by_id)) then
        raise exception 'nobody agreed to this';
    end if;
    return query
        select i.person_id, i.id from public.cases_reportperson t join public.cases_involvement i on i.id = t.involvement_id
         where t.report_id = p_report and i.case_id is null
           and not exists (select from public.cases_involvement o where o.person_id = i.person_id and o.id <> i.id)
           and not exists (select from public.cases_involvementgrant g
                            where g.content_object_id = i.id and (g.expires_at is null or g.expires_at > now())
                              and not exists (select from public.cases_reportgrant h
                                               where h.content_object_id = p_report and h.group_id = g.group_id));
end
$$;

-- Whether a hold stands on the case, or on a report that is part of it: the hold came along with the report.
create or replace function carisecure.case_is_held(p_case uuid) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.cases_hold h where h.case_id = p_case and h.lifted_at is null)
        or exists (select from public.cases_reporthold h join public.cases_intakereport r on r.id = h.report_id
                    where r.case_id = p_case and h.lifted_at is null)
$$;

-- As in keeping.sql, asking `case_is_held`.
create or replace function carisecure.guard_disposal() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
begin
    if tg_op = 'DELETE' then
        raise exception 'what is left of a case stays' using errcode = 'check_violation';
    elsif tg_op = 'UPDATE' then
        if (new.id, new.case_id, new.approval_id, new.ground, new.reason, new.counts, new.asked_by_id, new.agreed_by_id,
            new.disposed_at) is distinct from
           (old.id, old.case_id, old.approval_id, old.ground, old.reason, old.counts, old.asked_by_id, old.agreed_by_id,
            old.disposed_at) then
            raise exception 'what is left of a case stays' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if speaker is null or speaker not in (new.asked_by_id, new.agreed_by_id)
       or not exists (select from public.cases_approval a
                       where a.id = new.approval_id and a.case_id = new.case_id and a.kind = 'disposal' and a.is_granted
                         and a.requested_by_id = new.asked_by_id and a.decided_by_id = new.agreed_by_id
                         and a.good_until > now())
       or not exists (select from public.cases_case c where c.id = new.case_id and c.stage = 'closed')
       or carisecure.case_is_held(new.case_id) then
        raise exception 'disposal takes a closed case, no hold, and two people' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

set local role carisecure_system;
-- As in keeping.sql, asking `case_is_held`.
create or replace function carisecure.identity_is_kept(p_person uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not carisecure.was_agreed('erase_identity', null, p_person) then
        raise exception 'nobody agreed to this';
    end if;
    return exists (
        select from public.cases_involvement i join public.cases_case c on c.id = i.case_id
         where i.person_id = p_person
           and (c.stage in ('with_dpp', 'before_court') or carisecure.case_is_held(c.id)));
end
$$;
set local role carisecure_owner;

create trigger guard before insert or update or delete on cases_reporthold
  for each row execute function carisecure.guard_kept_hold('report_id', 'cases_reportapproval');
create trigger guard before insert or update or delete on cases_reportdisposal
  for each row execute function carisecure.guard_kept_disposal(
    'report_id', 'cases_reportapproval', 'cases_reporthold', 'report_may_go');
alter function carisecure.people_of_this_report_alone(uuid) owner to carisecure_system;
