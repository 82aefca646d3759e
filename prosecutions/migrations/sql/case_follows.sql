-- The stage of an investigation follows the furthest open one of its matters: before the court while a charge stands
-- undecided or its court path has not ended, else with the prosecution service, else back with the unit where everything
-- that is open waits for further enquiries. When one matter ends, the case falls back to what is still open; when all have
-- ended it stays as far as the furthest of them came, and its page says that it can be closed. What was struck out counts
-- no more.
--
-- Reason for stepping around the wall: the prosecutor who records a charge holds nothing on the case, nor on its other
-- matters. It takes no target: the facts recorded by the caller decide. A case that is closed, reopened or not yet sent
-- stays where it is. `p_is_news`: the case counts as moved today, even where its stage stays.
create or replace function carisecure.case_follows(p_prosecution uuid, p_is_news boolean default true) returns text
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    found_case uuid;
    states text[];
    target text;
begin
    if not carisecure.holds_prosecution(p_prosecution, 'change') then
        return null;
    end if;
    select case_id into found_case from prosecutions_prosecution where id = p_prosecution;
    select array_agg(carisecure.state_of_matter(m.id)) into states
      from prosecutions_prosecution m where m.case_id = found_case;
    target := case
        when 'court' = any (states) then 'before_court'
        when 'dpp' = any (states) then 'with_dpp'
        when 'unit' = any (states) then 'under_investigation'
        when 'court over' = any (states) then 'before_court'
        when 'over' = any (states) then 'with_dpp' end;
    update cases_case set stage = target, last_moved_at = now()
     where id = found_case and stage in ('under_investigation', 'with_dpp', 'before_court')
       and target is not null and (p_is_news or stage <> target);
    return target;
end
$$;

-- Where one matter stands for the case: 'court', 'dpp', 'unit' while it is open; 'court over' or 'over'; null before its
-- first file. `is_over` of the matter repeats whether the step that it stands on is a last one. Inside `case_follows` only.
create or replace function carisecure.state_of_matter(p_matter uuid) returns text
language sql stable security definer
set search_path = public, pg_temp
as $$
    with standing as (
        select c.entry_key, c.is_withdrawn, c.recorded_at from prosecutions_charge c
         where c.prosecution_id = p_matter and not c.is_retracted
           and not exists (select from prosecutions_charge n where n.replaces_id = c.id)
    ), undecided as (
        select from standing s where not s.is_withdrawn and not exists (
            select from prosecutions_outcome o join prosecutions_charge c on c.id = o.charge_id
             where c.entry_key = s.entry_key and not o.is_retracted
               and not exists (select from prosecutions_outcome n where n.replaces_id = o.id))
    ), latest as (
        select s.number, s.submitted_at from prosecutions_filesubmission s
         where s.prosecution_id = p_matter order by s.number desc limit 1
    ), advised as (
        select a.kind from prosecutions_advice a join latest l on l.number = a.on_submission
         where a.prosecution_id = p_matter and not a.is_retracted
           and not exists (select from prosecutions_advice n where n.replaces_id = a.id)
         order by a.given_on desc, (select f.recorded_at from prosecutions_advice f where f.id = a.entry_key) desc limit 1
    )
    select case
        when exists (select from undecided) then 'court'
        when exists (select from standing where not is_withdrawn) then case when m.is_over then 'court over' else 'court' end
        -- All were withdrawn: over, unless another file came since and nobody advised on it yet.
        when exists (select from standing) and not (
            (select submitted_at from latest) > (select max(recorded_at) from standing) and not exists (select from advised)
        ) then 'court over'
        when (select number from latest) is null then null
        else case (select kind from advised)
            when 'no_charge' then 'over' when 'further_enquiries' then 'unit' else 'dpp' end
        end
      from prosecutions_prosecution m where m.id = p_matter
$$;
