-- A case tells each stage that it reaches as an event that stays (docs/nouns.md). Operations write the event and let the
-- case repeat it; whatever else makes a case or moves its stage (a charge lets the case follow, a lead takes a report)
-- gets its event here, on that day, by whoever speaks. So no stage is without one.
--
-- Reason for stepping around the wall: the prosecutor who lays a charge holds nothing on the case. It takes no target:
-- it repeats what the row of the case says already. The argument is the time zone of the country.
create or replace function carisecure.tell_stage() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    latest record;
    today date := (now() at time zone tg_argv[0])::date;
    speaker uuid := nullif(current_setting('carisecure.user', true), '')::uuid;
    key uuid := gen_random_uuid();
    at timestamptz := case when tg_op = 'INSERT' then new.opened_at else clock_timestamp() end;
begin
    select e.stage, e.position, e.happened_on into latest from cases_casestageevent e
     where e.case_id = new.id and not e.is_retracted
       and not exists (select from cases_casestageevent n where n.replaces_id = e.id)
     order by e.position desc limit 1;
    if latest.stage is not distinct from new.stage then
        return null;
    end if;
    insert into cases_casestageevent (id, excluded_groups, version, created_at, recorded_at, recorded_by_id, entry_key,
                                      correction_reason, is_retracted, case_id, position, stage, happened_on, precision,
                                      reason, note)
    values (key, new.excluded_groups, 1, at, at, coalesce(speaker, new.opened_by_id), key,
            '', false, new.id, coalesce(latest.position, 0) + 1, new.stage,
            case when latest.position is null then new.opened_on else greatest(today, latest.happened_on) end,
            case when latest.position is null then new.opened_precision else 'day' end,
            new.closure_reason, '');
    return null;
end
$$;
