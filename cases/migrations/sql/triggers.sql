-- Every trigger of these tables that is not put up by an operation of the migration (RaiseWall, Watch, KeepForever, TakeTwo).
create trigger guard before insert or update or delete on cases_casecopy
  for each row execute function carisecure.guard_copy();
create trigger guard before insert or update or delete on cases_hold
  for each row execute function carisecure.guard_hold();
create trigger guard before insert or update or delete on cases_disposal
  for each row execute function carisecure.guard_disposal();
create or replace trigger guard before insert or update on cases_emergencyaccess
  for each row execute function carisecure.guard_emergency();
create trigger further_name before insert or update of sound_tokens on public.cases_personidentity
    for each row execute function carisecure.mark_further_name();
create trigger tell_stage after insert or update of stage on public.cases_case
    for each row execute function carisecure.tell_stage('America/Port_of_Spain');
create trigger reports_follow after insert on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow_changes after update on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow_endings after delete on cases_casegrant referencing old table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow after update on cases_case for each row
  when (old.excluded_groups is distinct from new.excluded_groups)
  execute function carisecure.reports_follow_exclusions();
create trigger report_moves after update of case_id on cases_intakereport for each row
  when (old.case_id is distinct from new.case_id) execute function carisecure.report_moves();
create trigger guard before insert or update on cases_intakereport
  for each row execute function carisecure.guard_report();
create trigger guard before insert on cases_triagedecision
  for each row execute function carisecure.guard_triage();
create trigger decided after insert on cases_triagedecision
  for each row execute function carisecure.report_follows_decision();
create trigger guard before insert or update on cases_involvement
  for each row execute function carisecure.guard_roles();
create trigger tell_first_role after insert on cases_involvement
  for each row execute function carisecure.tell_first_role();
create trigger roles_stand after insert on cases_involvementpart
  for each row execute function carisecure.involvement_follows_roles();
create trigger guard before insert on cases_reportwords for each row execute function carisecure.guard_words();
create trigger worded after insert on cases_reportwords for each row execute function carisecure.report_follows_words();
create trigger guard before insert on cases_sameperson
  for each row execute function carisecure.guard_same_person();
create trigger keep_ends before update of first_id, second_id on cases_sameperson for each row
  when ((old.first_id, old.second_id) is distinct from (new.first_id, new.second_id))
  execute function carisecure.keep_ends();
create trigger number_ends after insert or update of ended_at on cases_sameperson
  for each row execute function carisecure.number_ends();
create trigger forget_same_human after update of destroyed_at on access_datakey for each row
  when (old.destroyed_at is null and new.destroyed_at is not null)
  execute function carisecure.forget_with_identity();
create trigger forget_same_human after insert on cases_disposal
  for each row execute function carisecure.forget_with_case();
