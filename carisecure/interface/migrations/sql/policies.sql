-- Walls that hang on no grant: on the reader's agency, person or purpose instead.

alter table interface_draft enable row level security;
alter table interface_draft force row level security;
create policy own_drafts on interface_draft for all
    using (author_id = (select nullif(current_setting('carisecure.user', true), '')::uuid))
    with check (author_id = (select nullif(current_setting('carisecure.user', true), '')::uuid));
