-- Referrals about an official, seen by the office outside the chain: that they wait, and nothing of what they say. Reason
-- for stepping around the wall: what one person alone may read must not be able to lie there unread.
create or replace function carisecure.waiting_about_officials(p_office text)
returns table (reference text, from_agency text, sent_at timestamptz, decision_due_on date, is_read boolean,
               has_reader boolean)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select r.reference::text, a.name::text, r.sent_at, r.decision_due_on, r.state = 'read',
           exists (select from public.accounts_user_groups x join public.accounts_user u on u.id = x.user_id
                    where x.group_id = r.to_group_id and u.is_active)
      from public.screening_referral r join public.accounts_agency a on a.id = r.from_agency_id
     where r.is_official_involved and r.state in ('sent', 'read')
       and carisecure.speaks_as_auditor(p_office, r.excluded_groups) is not null
     order by r.decision_due_on, r.sent_at
$$;
