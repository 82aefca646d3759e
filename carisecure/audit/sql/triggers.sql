-- Every trigger of these tables that is not put up by an operation of the migration (RaiseWall, Watch, KeepForever, TakeTwo).
create trigger append_only before update or delete on audit_entry
  for each row execute function carisecure.refuse_ledger_change();
create trigger append_only_whole before truncate on audit_entry
  for each statement execute function carisecure.refuse_ledger_change();
create trigger append_only before update or delete on audit_seal
  for each row execute function carisecure.refuse_ledger_change();
create trigger append_only_whole before truncate on audit_seal
  for each statement execute function carisecure.refuse_ledger_change();
create trigger guard before update on audit_unusualreading
  for each row execute function carisecure.guard_unusual_reading();
