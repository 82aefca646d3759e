-- What the models cannot say.
select carisecure.follow_exclusions('audit_unusualreading', 'case_id', 'cases_case', 'id', false);
create index cases_case_excluded on cases_case (id) where excluded_groups <> '{}';
create index cases_involvement_excluded on cases_involvement (id) where excluded_groups <> '{}';
create index cases_person_excluded on cases_person (id) where excluded_groups <> '{}';
create index cases_intakereport_excluded on cases_intakereport (id) where excluded_groups <> '{}';
