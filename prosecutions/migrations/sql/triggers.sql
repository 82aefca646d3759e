-- Every trigger of these tables that is not put up by an operation of the migration (RaiseWall, Watch, KeepForever, TakeTwo).
create trigger matters_follow after insert on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.matters_follow_grants();
create trigger matters_follow_changes after update on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.matters_follow_grants();
create trigger matters_follow_endings after delete on cases_casegrant referencing old table as changed
  for each statement execute function carisecure.matters_follow_grants();
create trigger as_filed before insert or update on prosecutions_accused
  for each row execute function carisecure.accused_as_filed();
