-- The four roles and what each may do in this database. Run by a superuser, connected to the database of CariSECURE,
-- before the first `manage.py migrate`; running it again changes nothing. Passwords are set apart, by whoever runs it:
--     alter role carisecure_owner password '...';  alter role carisecure_app password '...';  (and carisecure_backup)
--
--   carisecure_owner   owns every object and migrates. Under forced row-level security it reads nothing by itself.
--   carisecure_app     signs in for web, worker and beat. Owns nothing, bypasses nothing, takes no other role.
--   carisecure_system  nobody signs in as it. Passes the wall; owns the few functions that must (design 4.4).
--   carisecure_backup  signs in for backups. Reads everything, as sealed as it lies there, and writes nothing.

do $$
begin
    if not exists (select from pg_roles where rolname = 'carisecure_owner') then
        create role carisecure_owner;
    end if;
    if not exists (select from pg_roles where rolname = 'carisecure_app') then
        create role carisecure_app;
    end if;
    if not exists (select from pg_roles where rolname = 'carisecure_system') then
        create role carisecure_system;
    end if;
    if not exists (select from pg_roles where rolname = 'carisecure_backup') then
        create role carisecure_backup;
    end if;
end
$$;

-- Said again each time: a role that somebody has widened by hand is narrowed here.
alter role carisecure_owner with login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role carisecure_app with login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role carisecure_system with nologin noinherit nosuperuser nocreatedb nocreaterole noreplication bypassrls;
alter role carisecure_backup with login inherit nosuperuser nocreatedb nocreaterole replication bypassrls;

-- What a session of theirs begins with, here and not in its address, so that a pooler in front changes nothing.
do $$
declare
    name text;
begin
    foreach name in array array['carisecure_owner', 'carisecure_app', 'carisecure_backup'] loop
        -- Of a statement that fails, the server's log keeps neither the text nor what it was called with nor the row:
        -- marks, courts and codes stand there in clear. Nor of one that is slow.
        execute format('alter role %I set log_min_error_statement = panic', name);
        execute format('alter role %I set log_error_verbosity = terse', name);
        execute format('alter role %I set log_parameter_max_length = 0', name);
        execute format('alter role %I set log_parameter_max_length_on_error = 0', name);
        execute format('alter role %I set log_statement = none', name);
        execute format('alter role %I set log_min_duration_statement = -1', name);
        execute format('alter role %I set log_min_duration_sample = -1', name);
        execute format('alter role %I set log_transaction_sample_rate = 0', name);
        execute format('alter role %I set timezone = %L', name, 'UTC');
        -- A page's queries are estimated high, because of the walls, and are over in milliseconds: to compile one first
        -- took a second of processor time.
        execute format('alter role %I set jit = off', name);
        -- What lists walk is in memory: at 4, meant for a turning disk, the planner gathers every grant of a viewer
        -- instead of asking for those of fifty rows.
        execute format('alter role %I set random_page_cost = 1.1', name);
        -- A count that stops at a thousand begins at the same page each time, which is in memory then.
        execute format('alter role %I set synchronize_seqscans = off', name);
    end loop;
end
$$;

-- Not inherited: a data migration on a walled table has to say `set local role carisecure_system`, in view of the reader.
grant carisecure_system to carisecure_owner with inherit false, set true, admin false;
-- pg_dump sees every row or fails; whoever has the password of backups can copy what lies here, and change none of it.
grant pg_read_all_data to carisecure_backup with inherit true, set false, admin false;
alter role carisecure_backup set default_transaction_read_only = on;

do $$
begin
    execute format('alter database %I owner to carisecure_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to carisecure_app, carisecure_backup', current_database());
end
$$;

-- The owner of the database owns the schema through pg_database_owner; nobody else makes objects in it.
revoke create on schema public from public;
grant usage on schema public to carisecure_app, carisecure_system;
-- A function can only be handed to a role that may make objects in its schema.
grant create on schema public to carisecure_system;

-- For what the owner makes from now on. Migrations take back what the application must not write (the ledger,
-- guardian's own tables). Rights are not the wall: row-level security decides about rows.
alter default privileges for role carisecure_owner in schema public
    grant select, insert, update, delete on tables to carisecure_app, carisecure_system;
alter default privileges for role carisecure_owner in schema public
    grant usage, select on sequences to carisecure_app, carisecure_system;
