-- Who owns what and who may do what, where it differs from the default rights (access/sql/roles.sql). What belongs to
-- carisecure_system steps around the wall: the reason stands at its function.
revoke all on function carisecure.carry_exclusions() from public;
alter function carisecure.carry_exclusions() owner to carisecure_system;
revoke all on function carisecure.destroy_key(uuid,bytea) from public;
grant execute on function carisecure.destroy_key(uuid,bytea) to carisecure_app;
alter function carisecure.destroy_key(uuid,bytea) owner to carisecure_system;
revoke all on function carisecure.excluded_by_all(text,text,uuid) from public;
alter function carisecure.excluded_by_all(text,text,uuid) owner to carisecure_system;
revoke all on function carisecure.exclusions_of_ends() from public;
alter function carisecure.exclusions_of_ends() owner to carisecure_system;
revoke all on function carisecure.follow_exclusions(text,text,text,text,boolean) from public;
revoke all on function carisecure.guard_delegation() from public;
alter function carisecure.guard_retired_key() owner to carisecure_system;
revoke all on function carisecure.inherit_exclusions() from public;
alter function carisecure.inherit_exclusions() owner to carisecure_system;
revoke all on function carisecure.mark_destroyed_key() from public;
alter function carisecure.note_rewrapped() owner to carisecure_system;
revoke all on function carisecure.rewrap_keys(uuid[],bytea[],bytea[],integer[],integer) from public;
grant execute on function carisecure.rewrap_keys(uuid[],bytea[],bytea[],integer[],integer) to carisecure_app;
alter function carisecure.rewrap_keys(uuid[],bytea[],bytea[],integer[],integer) owner to carisecure_system;
alter function carisecure.rows_with_tokens(text,text,text[],integer) owner to carisecure_system;
alter function carisecure.shared_tokens(bigint[],bigint[]) owner to carisecure_system;
revoke delete, update on access_datakey from carisecure_app;
revoke delete on access_keyrequest from carisecure_app;
revoke delete, update on access_retiredkey from carisecure_app;
revoke insert, delete, update on auth_group_permissions from carisecure_app;
revoke insert, delete, update on auth_permission from carisecure_app;
revoke insert, delete, update on django_content_type from carisecure_app;
revoke insert, delete, update on django_migrations from carisecure_app;
revoke insert, delete, update on guardian_groupobjectpermission from carisecure_app;
revoke insert, delete, update on guardian_userobjectpermission from carisecure_app;
grant select on carisecure.walled_table to carisecure_system;
-- Whoever migrates attaches these to tables.
set local role carisecure_system;
grant execute on function carisecure.carry_exclusions() to carisecure_owner;
grant execute on function carisecure.exclusions_of_ends() to carisecure_owner;
grant execute on function carisecure.inherit_exclusions() to carisecure_owner;
set local role carisecure_owner;
