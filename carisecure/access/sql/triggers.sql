-- Every trigger of these tables that is not put up by an operation of the migration (RaiseWall, Watch, KeepForever, TakeTwo).
create trigger guard before insert on access_retiredkey
    for each row execute function carisecure.guard_retired_key();
-- One look a statement, not one a row: a rotation writes five thousand rows at once.
create trigger retired_on_insert after insert on access_datakey
    referencing new table as written for each statement execute function carisecure.refuse_retired_key();
create trigger retired_on_update after update on access_datakey
    referencing new table as written for each statement execute function carisecure.refuse_retired_key();
create trigger guard before update on access_delegation for each row execute function carisecure.guard_delegation();
create trigger one_destruction_at_a_time before update of destroyed_at on access_datakey
    for each statement execute function carisecure.mark_destroyed_key();
create trigger mark_destroyed before update of destroyed_at on access_datakey
    for each row when (new.destroyed_at is not null and old.destroyed_at is null)
    execute function carisecure.mark_destroyed_key();
create or replace trigger ledger_rewrapped after update on access_datakey
    referencing old table as before new table as after
    for each statement execute function carisecure.note_rewrapped();
create or replace trigger ledger after insert or delete on access_datakey
    for each row execute function carisecure.audit_row('wrapped', 'proof');
create or replace trigger ledger_altered after update on access_datakey for each row
    when (old.wrapped_by = new.wrapped_by or (old.id, old.owner, old.made_at, old.destroyed_at)
          is distinct from (new.id, new.owner, new.made_at, new.destroyed_at))
    execute function carisecure.audit_row('wrapped', 'proof');
