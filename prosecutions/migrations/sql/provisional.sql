-- Nobody outside the unit is given a matter of a case that was brought in and is not confirmed (cases: sql/provisional.sql).
create trigger provisional_holders after insert on prosecutions_prosecution referencing new table as changed
  for each statement execute function
  carisecure.guard_provisional_holders('prosecution', 'prosecutions_prosecutiongrant', 'id');
create trigger provisional_holders after insert on prosecutions_prosecutiongrant referencing new table as changed
  for each statement execute function
  carisecure.guard_provisional_holders('prosecution', 'prosecutions_prosecutiongrant', 'content_object_id');
