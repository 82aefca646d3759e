-- Emergency access (design 4.9).

-- Reason for stepping around the wall: the officer who asks sees nothing of the case yet, and must not learn whether
-- there is one. The grants are made here, by reference, and nothing is answered. A sealed case is not opened (it is for
-- named people and nobody else, and a suspect may know its reference from before), an excluded person is not let in, a case
-- of another agency is not opened, and none of them is told apart from a reference that nothing has: the ask itself is
-- written into the ledger each time, and each answer takes the same time. The grants hang on the private group, which no
-- absence lends: whoever stands in for this person has not said why, nor shown a factor. The line of the ledger names the
-- case of one's own agency that was asked for, so that those inside see it under *Who has read this*. Several presses at
-- once wait for each other, and the later ones find the first one's grants.
create or replace function carisecure.open_in_emergency(p_id uuid, p_reference text, p_reason bytea, p_minutes integer)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    began timestamptz := clock_timestamp();
    speaker public.accounts_user;
    own integer[] := string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::integer[];
    asked uuid;
    found uuid;
    until_ timestamptz := now() + least(p_minutes, 60) * interval '1 minute';
    others uuid[];
    private integer;
begin
    select * into speaker from public.accounts_user u
     where u.id = nullif(current_setting('carisecure.user', true), '')::uuid and u.is_active
       and u.role in ('investigator', 'supervisor');
    if speaker.id is null or own is null or coalesce(current_setting('carisecure.purpose', true), '') <> 'request' then
        raise exception 'nobody asks';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'emergency', speaker.id, p_reference), 0));
    select c.id into asked from public.cases_case c
     where c.reference = p_reference and c.agency_id = speaker.agency_id;
    select c.id into found from public.cases_case c
     where c.id = asked and c.compartment <> 'sealed' and not c.excluded_groups && own
       and not exists (select from carisecure.holders_of_case(c.id, 'view') h where h.user_id = speaker.id);
    if found is not null then
        select array_agg(t.user_id) into others from (
            select h.user_id from carisecure.holders_of_case(found, 'change') h where h.user_id <> speaker.id
             order by h.role = 'supervisor' desc, h.username limit 2) t;
        insert into public.cases_emergencyaccess
            (id, excluded_groups, version, created_at, case_id, user_id, reason, opened_at, ends_at, told, finding, review)
        values (p_id, '{}', 1, now(), found, speaker.id, p_reason, now(), until_, coalesce(others, '{}'), '', '');
        select g.id into private from public.auth_group g where g.name = 'private:' || speaker.id;
        perform carisecure.grant_until(found, speaker.id, private, until_);
    end if;
    perform carisecure.note_event(
        'emergency.asked', case when asked is null then '' else 'cases_case' end, coalesce(asked::text, ''),
        case when p_reference ~ '^[A-Z0-9-]{1,20}$' then jsonb_build_object('reference', p_reference) else '{}'::jsonb end);
    perform pg_sleep(greatest(0, 0.25 - extract(epoch from clock_timestamp() - began)));
end
$$;

-- Seeing, and who the people are; never changing. Inside `open_in_emergency` only.
create or replace function carisecure.grant_until(p_case uuid, p_user uuid, p_group integer, p_until timestamptz)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from public.cases_casegrant where content_object_id = p_case and group_id = p_group and expires_at <= now();
    delete from public.cases_involvementgrant g using public.cases_involvement i
     where i.case_id = p_case and g.content_object_id = i.id and g.group_id = p_group and g.expires_at <= now();
    insert into public.cases_casegrant
        (purpose, granted_by_id, granted_at, expires_at, sharing_agreement, content_object_id, group_id, permission_id)
    select 'emergency', p_user, now(), p_until, '', p_case, p_group, p.id
      from public.auth_permission p join public.django_content_type t on t.id = p.content_type_id
     where t.app_label = 'cases' and p.codename in ('view_case', 'see_identity_case')
    on conflict do nothing;
    insert into public.cases_involvementgrant
        (purpose, granted_by_id, granted_at, expires_at, sharing_agreement, content_object_id, group_id, permission_id)
    select 'emergency', p_user, now(), p_until, '', i.id, p_group, p.id
      from public.cases_involvement i
      cross join public.auth_permission p join public.django_content_type t on t.id = p.content_type_id
     where i.case_id = p_case and t.app_label = 'cases'
       and p.codename in ('view_involvement', 'see_identity_involvement')
    on conflict do nothing;
end
$$;

-- For the banner on every page of who has one open: read together with the groups, so that it costs no query. It says
-- nothing that the grants of this very person do not: where they were ended, by sealing or excluding, there is no banner.
create or replace function carisecure.open_emergencies(p_user uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_agg(jsonb_build_object('access', e.id, 'case', c.id, 'reference', c.reference, 'until', e.ends_at)
                     order by e.ends_at)
      from public.cases_emergencyaccess e join public.cases_case c on c.id = e.case_id
     where e.user_id = p_user and e.ends_at > now()
       and exists (select from public.cases_casegrant g join public.auth_group o on o.id = g.group_id
                    where g.content_object_id = c.id and o.name = 'private:' || p_user and g.purpose = 'emergency'
                      and g.expires_at > now())
$$;

-- A row comes from `open_in_emergency` alone, begins now and is over within the hour. A review is closed by who speaks, and
-- stays as it was closed; the reason stays as it was given.
create or replace function carisecure.guard_emergency() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if current_user <> 'carisecure_system' or new.opened_at <> now() or new.ends_at <= new.opened_at
           or new.ends_at > new.opened_at + interval '60 minutes' or new.reviewed_at is not null
           or new.user_id is distinct from nullif(current_setting('carisecure.user', true), '')::uuid then
            raise exception 'an emergency access is opened by who asks, now, for an hour' using errcode = 'check_violation';
        end if;
        return new;
    end if;
    if (new.case_id, new.user_id, new.reason, new.opened_at, new.told)
       is distinct from (old.case_id, old.user_id, old.reason, old.opened_at, old.told)
       or new.ends_at > old.ends_at
       or (old.reviewed_at is not null and (new.reviewed_by_id, new.reviewed_at, new.finding, new.review)
           is distinct from (old.reviewed_by_id, old.reviewed_at, old.finding, old.review))
       or (old.reviewed_at is null and new.reviewed_at is not null and new.reviewed_by_id
           is distinct from nullif(current_setting('carisecure.user', true), '')::uuid) then
        raise exception 'an emergency access and its review stay as they are' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- Its own person ends it early: they may not change the case, so the wall would not let them say so.
create or replace function carisecure.end_emergency(p_id uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    ended record;
begin
    update public.cases_emergencyaccess e set ends_at = now()
      from public.auth_group o
     where e.id = p_id and e.user_id = nullif(current_setting('carisecure.user', true), '')::uuid
       and o.name = 'private:' || e.user_id and e.ends_at > now() returning e.case_id, o.id as own into ended;
    if ended.case_id is not null then
        delete from public.cases_casegrant
         where content_object_id = ended.case_id and group_id = ended.own and purpose = 'emergency';
        delete from public.cases_involvementgrant g using public.cases_involvement i
         where i.case_id = ended.case_id and g.content_object_id = i.id and g.group_id = ended.own
           and g.purpose = 'emergency';
    end if;
end
$$;

-- Sealed cases: for an office outside the chain, the clocks and nothing else. Reason for stepping around the wall: a case
-- that nobody outside a few people may see must not be able to lie there unseen.
create or replace function carisecure.sealed_clocks(p_office text)
returns table (reference text, opened_at timestamptz, last_moved_at timestamptz, is_closed boolean, people_inside bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.reference::text, c.opened_at, c.last_moved_at, c.stage = 'closed',
           (select count(*) from carisecure.holders_of_case(c.id, 'change'))
      from public.cases_case c
     where c.compartment = 'sealed'
       and coalesce(current_setting('carisecure.purpose', true), '') = 'request'
       and exists (select from public.accounts_user u join public.accounts_agency a on a.id = u.agency_id and a.is_active
                    where u.id = nullif(current_setting('carisecure.user', true), '')::uuid and u.is_active
                      and u.role = 'auditor' and a.code = p_office)
       and not c.excluded_groups && string_to_array(current_setting('carisecure.groups', true), ',')::integer[]
     order by c.last_moved_at
$$;
