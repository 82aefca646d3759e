-- Holds and disposal of an agency's own client (docs/decisions/disposal.md): in no case, by two people of the agency.

-- The record is closed, and no referral of the same person that the agency sent or holds is open.
create or replace function carisecure.client_may_go(p_client uuid) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.screening_client c where c.id = p_client and c.left_on is not null)
       and not exists (
           select from public.screening_client c
             join public.cases_involvement own on own.id = c.involvement_id
             join public.cases_involvement i on i.person_id = own.person_id
             join public.screening_referral r on r.involvement_id = i.id
            where c.id = p_client and r.state in ('sent', 'read', 'accepted', 'taken_up'))
$$;

create trigger guard before insert or update or delete on screening_clienthold
  for each row execute function carisecure.guard_kept_hold('client_id', 'screening_clientapproval');
create trigger guard before insert or update or delete on screening_clientdisposal
  for each row execute function carisecure.guard_kept_disposal(
    'client_id', 'screening_clientapproval', 'screening_clienthold', 'client_may_go');
