-- Who owns what and who may do what, where it differs from the default rights (access/sql/roles.sql). What belongs to
-- carisecure_system steps around the wall: the reason stands at its function.
alter function carisecure.waiting_about_officials(text) owner to carisecure_system;
