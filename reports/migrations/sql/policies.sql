-- Walls that hang on no grant: on the reader's agency, person or purpose instead.

alter table reports_collection enable row level security;
alter table reports_collection force row level security;
create policy own_select on reports_collection for select
    using (reports_collection.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
create policy own_insert on reports_collection for insert
    with check (reports_collection.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on reports_collection for update
    using (reports_collection.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (reports_collection.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on reports_collection for delete
    using (reports_collection.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table reports_importmapping enable row level security;
alter table reports_importmapping force row level security;
create policy own_select on reports_importmapping for select
    using (reports_importmapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_insert on reports_importmapping for insert
    with check (reports_importmapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on reports_importmapping for update
    using (reports_importmapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (reports_importmapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on reports_importmapping for delete
    using (reports_importmapping.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table reports_importbatch enable row level security;
alter table reports_importbatch force row level security;
create policy own_select on reports_importbatch for select
    using (reports_importbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
create policy own_insert on reports_importbatch for insert
    with check (reports_importbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on reports_importbatch for update
    using (reports_importbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (reports_importbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on reports_importbatch for delete
    using (reports_importbatch.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table reports_referencerecord enable row level security;
alter table reports_referencerecord force row level security;
create policy own_select on reports_referencerecord for select
    using (reports_referencerecord.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
create policy own_insert on reports_referencerecord for insert
    with check (reports_referencerecord.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_update on reports_referencerecord for update
    using (reports_referencerecord.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check (reports_referencerecord.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy own_delete on reports_referencerecord for delete
    using (reports_referencerecord.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));

alter table reports_reportrun enable row level security;
alter table reports_reportrun force row level security;
create policy own_insert on reports_reportrun for insert
    with check (reports_reportrun.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
create policy own_update on reports_reportrun for update
    using (reports_reportrun.sha256 = '' and (reports_reportrun.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics'))
    with check (reports_reportrun.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
create policy own_delete on reports_reportrun for delete
    using (reports_reportrun.sha256 = '' and (reports_reportrun.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics'));
create policy own_select on reports_reportrun for select
    using (reports_reportrun.agency_group_id = any((select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]) or (select current_setting('carisecure.purpose', true)) = 'statistics');
