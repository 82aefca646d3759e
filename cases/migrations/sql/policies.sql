-- Walls that hang on no grant: on the reader's agency, person or purpose instead.

alter table cases_humannumber enable row level security;
alter table cases_humannumber force row level security;
create policy counted on cases_humannumber for select
    using ((select current_setting('carisecure.purpose', true)) = 'statistics');
