-- The words of a report are corrected by a later row (cases.ReportWords). What the database can compare of them stands on
-- the report too, so that lists sort by it: written here and nowhere else. The texts of the report stay as they came in.
--
-- Reason for stepping around the wall: nobody may write these columns by hand, not even who may correct the report. It
-- takes no target: it repeats what the row in hand says.
create or replace function carisecure.report_follows_words() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.replaces_id is not null then
        update public.cases_intakereport r
           set as_corrected_id = new.id, received_on = new.received_on, received_precision = new.received_precision,
               received_at = new.received_at, is_hour_known = new.is_hour_known, channel = new.channel,
               source = new.source, from_whom = new.from_whom, danger_now = new.danger_now, region = new.region,
               form = new.form, is_child_involved = new.is_child_involved,
               is_official_involved = new.is_official_involved
         where r.id = new.report_id;
    end if;
    return null;
end
$$;

-- What is decided about a report, and the words that stand, are written by these functions alone.
create or replace function carisecure.guard_report() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if current_user = 'carisecure_system' then
        return new;
    end if;
    if tg_op = 'INSERT' and (new.case_id is not null or new.outcome <> '' or new.as_corrected_id is not null)
        or tg_op = 'UPDATE' and (new.case_id, new.outcome) is distinct from (old.case_id, old.outcome) then
        raise exception 'what is decided about a report stands in its decisions' using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and
        (new.as_corrected_id, new.received_on, new.received_precision, new.received_at, new.is_hour_known, new.channel,
         new.source, new.from_whom, new.danger_now, new.region, new.form, new.is_child_involved, new.is_official_involved)
        is distinct from
        (old.as_corrected_id, old.received_on, old.received_precision, old.received_at, old.is_hour_known, old.channel,
         old.source, old.from_whom, old.danger_now, old.region, old.form, old.is_child_involved, old.is_official_involved)
        then
        raise exception 'what a report tells is corrected by a later row' using errcode = 'check_violation';
    end if;
    return new;
end
$$;

-- The first row repeats the report as it came in, by whom and when; each later one is of the same report, by who speaks.
create or replace function carisecure.guard_words() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if new.replaces_id is null then
        if not exists (
            select from public.cases_intakereport r
             where r.id = new.report_id and r.as_corrected_id is null
               and (new.recorded_by_id, new.recorded_at, new.received_on, new.received_precision, new.received_at,
                    new.is_hour_known, new.channel, new.source, new.from_whom, new.danger_now, new.region, new.form,
                    new.is_child_involved, new.is_official_involved)
                   is not distinct from
                   (r.logged_by_id, r.created_at, r.received_on, r.received_precision, r.received_at,
                    r.is_hour_known, r.channel, r.source, r.from_whom, r.danger_now, r.region, r.form,
                    r.is_child_involved, r.is_official_involved)) then
            raise exception 'the first words are those in which a report came in' using errcode = 'check_violation';
        end if;
    elsif new.recorded_by_id is distinct from nullif(current_setting('carisecure.user', true), '')::uuid
        or not exists (select from public.cases_reportwords w
                        where w.id = new.replaces_id and w.report_id = new.report_id) then
        raise exception 'words of a report are corrected by who speaks, for the same report'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;
