-- Walls that hang on no grant: on the reader's agency, person or purpose instead.

alter table jobs_job enable row level security;
alter table jobs_job force row level security;
create policy own_select on jobs_job for select
    using (actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics')) ;
create policy own_insert on jobs_job for insert
    with check (actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics'));
create policy own_update on jobs_job for update
    using (actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics'))
    with check (actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics'));
create policy own_delete on jobs_job for delete
    using ((select current_setting('carisecure.purpose', true)) = 'maintenance');

alter table jobs_jobfile enable row level security;
alter table jobs_jobfile force row level security;
create policy own_select on jobs_jobfile for select
    using ((actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics')) or action <> '') ;
create policy own_insert on jobs_jobfile for insert
    with check (actor_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (select current_setting('carisecure.purpose', true)) = 'maintenance' or (actor_id is null and (select current_setting('carisecure.purpose', true)) = 'statistics'));
create policy own_delete on jobs_jobfile for delete
    using ((select current_setting('carisecure.purpose', true)) = 'maintenance');
