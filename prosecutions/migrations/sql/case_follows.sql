-- The investigation's stage follows what the prosecution service did: before the court once a charge stands in any
-- matter of the case, back to the unit when nothing but further enquiries is advised. What was struck out counts no more:
-- where the only charge was, the case is with the prosecution service again. Reason for stepping around the wall: the
-- prosecutor who records a charge holds nothing on the case. It takes no target: the facts recorded by the caller
-- decide, and a case that has left the prosecution service by other ways stays where it is.
create or replace function carisecure.case_follows(p_prosecution uuid) returns text
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    found_case uuid;
    target text;
    charged boolean;
    advised text[];
begin
    if not carisecure.holds_prosecution(p_prosecution, 'change') then
        return null;
    end if;
    select case_id into found_case from prosecutions_prosecution where id = p_prosecution;
    select count(*) > 0, case when bool_or(not c.is_withdrawn) then 'before_court' end into charged, target
      from prosecutions_charge c join prosecutions_prosecution m on m.id = c.prosecution_id
     where m.case_id = found_case and not c.is_retracted
       and not exists (select from prosecutions_charge n where n.replaces_id = c.id);
    -- What each matter was advised on its latest submission; 'nothing' while that waits.
    select array_agg(coalesce(
        (select a.kind from prosecutions_advice a
          where a.prosecution_id = m.id and not a.is_retracted
            and not exists (select from prosecutions_advice n where n.replaces_id = a.id)
            and a.on_submission = (select max(s.number) from prosecutions_filesubmission s where s.prosecution_id = m.id)
          order by a.given_on desc,
                (select f.recorded_at from prosecutions_advice f where f.id = a.entry_key) desc limit 1), 'nothing')) into advised
      from prosecutions_prosecution m where m.case_id = found_case;
    if target is null and 'further_enquiries' = any (advised)
       and advised <@ array['further_enquiries', 'no_charge'] then
        target := 'under_investigation';
    end if;
    update cases_case set stage = coalesce(target, 'with_dpp'), last_moved_at = now()
     where id = found_case and (stage = 'with_dpp' or (stage = 'before_court' and not charged));
    return target;
end
$$;
