-- Who owns what and who may do what, where it differs from the default rights (access/sql/roles.sql). What belongs to
-- carisecure_system steps around the wall: the reason stands at its function.
revoke all on function carisecure.accused_as_filed() from public;
alter function carisecure.accused_as_filed() owner to carisecure_system;
revoke all on function carisecure.as_grants_of_matters(uuid) from public;
alter function carisecure.as_grants_of_matters(uuid) owner to carisecure_system;
alter function carisecure.case_follows(uuid,boolean) owner to carisecure_system;
alter function carisecure.file_changes(uuid) owner to carisecure_system;
alter function carisecure.humans_accused(uuid[]) owner to carisecure_system;
revoke all on function carisecure.matter_follows_case(uuid) from public;
alter function carisecure.matter_follows_case(uuid) owner to carisecure_system;
revoke all on function carisecure.matters_follow_grants() from public;
alter function carisecure.matters_follow_grants() owner to carisecure_system;
revoke all on function carisecure.state_of_matter(uuid) from public;
alter function carisecure.state_of_matter(uuid) owner to carisecure_system;
-- Whoever migrates attaches these to tables.
set local role carisecure_system;
grant execute on function carisecure.accused_as_filed() to carisecure_owner;
grant execute on function carisecure.matters_follow_grants() to carisecure_owner;
set local role carisecure_owner;
