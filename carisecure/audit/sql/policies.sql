-- Walls that hang on no grant: on the reader's agency, person or purpose instead.

alter table audit_unusualreading enable row level security;
alter table audit_unusualreading force row level security;
create policy two_select on audit_unusualreading for select
    using ((select current_setting('carisecure.purpose', true)) = 'maintenance' or ((reviewer_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (reader_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) and asked_at is not null)) and not excluded_groups && (select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
create policy two_insert on audit_unusualreading for insert
    with check ((select current_setting('carisecure.purpose', true)) = 'maintenance');
create policy two_update on audit_unusualreading for update
    using ((select current_setting('carisecure.purpose', true)) = 'maintenance' or ((reviewer_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (reader_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) and asked_at is not null)) and not excluded_groups && (select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]))
    with check ((select current_setting('carisecure.purpose', true)) = 'maintenance' or ((reviewer_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) or (reader_id = (select nullif(current_setting('carisecure.user', true), '')::uuid) and asked_at is not null)) and not excluded_groups && (select string_to_array(nullif(current_setting('carisecure.groups', true), ''), ',')::int[])::int[]));
