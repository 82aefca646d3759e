-- What the models cannot say.
create index screening_client_excluded on screening_client (id) where excluded_groups <> '{}';
