-- Exhibits that were there before they had a number get one in the order in which they were entered, all rows of an
-- entry the same. The table is append-only; its guard stands aside for this one statement.
alter table cases_exhibit disable trigger kept;
set local role carisecure_system;
update cases_exhibit e set number = n.number
  from (select entry_key, row_number() over (partition by case_id order by min(created_at), entry_key) as number
          from cases_exhibit group by case_id, entry_key) n
 where n.entry_key = e.entry_key;
set local role carisecure_owner;
alter table cases_exhibit enable trigger kept;
