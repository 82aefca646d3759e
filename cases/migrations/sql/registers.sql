-- A unit's registers: its own people alone, by the column of its group; no grant, no other purpose.

alter table cases_registermapping enable row level security;
alter table cases_registermapping force row level security;
create policy own_select on cases_registermapping for select
    using (cases_registermapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_insert on cases_registermapping for insert
    with check (cases_registermapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on cases_registermapping for update
    using (cases_registermapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (cases_registermapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on cases_registermapping for delete
    using (cases_registermapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table cases_registerbatch enable row level security;
alter table cases_registerbatch force row level security;
create policy own_select on cases_registerbatch for select
    using (cases_registerbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_insert on cases_registerbatch for insert
    with check (cases_registerbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on cases_registerbatch for update
    using (cases_registerbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (cases_registerbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on cases_registerbatch for delete
    using (cases_registerbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table cases_registerpart enable row level security;
alter table cases_registerpart force row level security;
create policy own_select on cases_registerpart for select
    using (cases_registerpart.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_insert on cases_registerpart for insert
    with check (cases_registerpart.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on cases_registerpart for update
    using (cases_registerpart.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (cases_registerpart.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on cases_registerpart for delete
    using (cases_registerpart.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
