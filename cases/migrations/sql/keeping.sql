-- Holds and disposal (docs/decisions/disposal.md): the tables keep what the operations say, whoever speaks to them.

create or replace function carisecure.guard_hold() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
begin
    if tg_op = 'DELETE' then
        raise exception 'a hold is lifted, not deleted' using errcode = 'check_violation';
    elsif tg_op = 'INSERT' then
        if new.placed_by_id is distinct from speaker or new.lifted_at is not null then
            raise exception 'a hold is placed by who speaks, and lifted later' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.id, new.case_id, new.ground, new.reason, new.placed_by_id, new.placed_at)
       is distinct from (old.id, old.case_id, old.ground, old.reason, old.placed_by_id, old.placed_at)
       or (old.lifted_at is not null
           and (new.lifted_at, new.lifted_by_id) is distinct from (old.lifted_at, old.lifted_by_id)) then
        raise exception 'a hold stays as it was placed and as it was lifted' using errcode = 'check_violation';
    end if;
    if old.lifted_at is null and new.lifted_at is not null and (new.lifted_by_id is distinct from speaker
       or not exists (select from public.cases_approval a
                       where a.case_id = new.case_id and a.kind = 'lift_hold' and a.subject = new.id and a.is_granted
                         and a.decided_by_id = speaker and a.requested_by_id <> speaker)) then
        raise exception 'lifting a hold takes two people' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

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
       or exists (select from public.cases_hold h where h.case_id = new.case_id and h.lifted_at is null) then
        raise exception 'disposal takes a closed case, no hold, and two people' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- Whether somebody else agreed that `speaker` may do this with this object now.
create or replace function carisecure.was_agreed(p_kind text, p_case uuid, p_subject uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.cases_approval a
                    where a.kind = p_kind and (p_case is null or a.case_id = p_case)
                      and a.subject is not distinct from p_subject and a.is_granted and a.good_until > now()
                      and nullif(current_setting('carisecure.user', true), '')::uuid
                          in (a.requested_by_id, a.decided_by_id))
$$;

-- Reason for stepping around the wall: a person may also be in a case that nobody here may see, and a key that is
-- destroyed is gone there too. Tells one bit, and only after two people agreed to erase this very person.
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
           and (c.stage in ('with_dpp', 'before_court')
                or exists (select from public.cases_hold h where h.case_id = c.id and h.lifted_at is null)));
end
$$;

-- Reason for stepping around the wall: as above. The people of a case who are in no other one, and whom no partner
-- holds who does not hold the case (care goes on when the file is gone).
create or replace function carisecure.people_of_this_case_alone(p_case uuid)
returns table (person_id uuid, involvement_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not carisecure.was_agreed('disposal', p_case, null) then
        raise exception 'nobody agreed to this';
    end if;
    return query
        select i.person_id, i.id from public.cases_involvement i
         where i.case_id = p_case
           and not exists (select from public.cases_involvement o
                            where o.person_id = i.person_id and o.case_id is distinct from p_case)
           and not exists (select from public.cases_involvement o
                             join public.cases_involvementgrant g on g.content_object_id = o.id
                            where o.person_id = i.person_id and (g.expires_at is null or g.expires_at > now())
                              and not exists (select from public.cases_casegrant h
                                               where h.content_object_id = p_case and h.group_id = g.group_id));
end
$$;
