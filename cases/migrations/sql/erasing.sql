-- Erasing an identity waits for whoever is placing a hold on one of the person's cases, and they for it: both hold the case's
-- row. In one order, so that two of them never wait for each other.
--
-- Reason for stepping around the wall: a person may also be in a case that nobody here may see (identity_is_kept asks about
-- it next). Answers nothing and changes nothing, and without an agreement that stands it does not even wait.
create or replace function carisecure.wait_for_cases_of(p_person uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if carisecure.was_agreed('erase_identity', null, p_person) then
        perform c.id from public.cases_case c
          where c.id in (select i.case_id from public.cases_involvement i where i.person_id = p_person)
          order by c.id for no key update of c;
    end if;
end
$$;
