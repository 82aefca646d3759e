-- Everything in this database that guards what is in it, a line each: what it is called, and what it is like. Asked as
-- plain SQL and never through a function of ours, which could be replaced. Long texts as digests.
with ours as (
    select oid, nspname, nspowner, nspacl from pg_namespace
     where nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_(toast|temp)'
), relations as (
    select c.*, format('%I.%I', n.nspname, c.relname) as name from pg_class c join ours n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
)
select 'role ' || rolname,
       concat_ws(' ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
                 case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
                 case when rolreplication then 'replication' end, case when rolinherit then 'inherit' end,
                 case when rolcanlogin then 'login' else 'nologin' end)
  from pg_roles where rolname like 'carisecure\_%'
union all
-- Whoever else passes every wall on this server, by themselves or by a role that they are in, however far; but for the
-- superuser that the server was made with. A role that copies the whole server (replication) passes them too.
select 'role ' || r.rolname,
       concat_ws(' ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
                 case when rolreplication then 'replication' end, through, case when rolcanlogin then 'login' else 'nologin' end)
  from pg_roles r, lateral (select string_agg('in_' || g.rolname, ' ' order by g.rolname) as through from pg_roles g
        where not r.rolsuper and g.oid <> r.oid and pg_has_role(r.oid, g.oid, 'member')
          and (g.rolsuper or g.rolbypassrls or g.rolname in (
               'pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))) t
 where r.oid <> 10 and r.rolname !~ '^(carisecure_|pg_)' and (rolsuper or rolbypassrls or rolreplication or through is not null)
union all
select format('membership of %s in %s', m.member::regrole, m.roleid::regrole),
       concat_ws(' ', case when m.admin_option then 'admin' end, case when m.inherit_option then 'inherit' end,
                 case when m.set_option then 'set' end)
  from pg_auth_members m
 where m.member::regrole::text like 'carisecure\_%' or m.roleid::regrole::text like 'carisecure\_%'
union all
select format('setting of %s%s: %s', case when s.setrole = 0 then 'everybody' else s.setrole::regrole::text end,
              case when s.setdatabase = 0 then '' else ' in this database' end, split_part(one, '=', 1)),
       substr(one, strpos(one, '=') + 1)
  from pg_db_role_setting s, unnest(s.setconfig) one
 where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
   and (s.setrole = 0 or s.setrole::regrole::text like 'carisecure\_%')
union all
select 'database', format('owner=%s rights=%s', datdba::regrole, rights)
  from pg_database, lateral (select string_agg(a::text, ' ' order by a::text) as rights
                               from unnest(coalesce(datacl, acldefault('d', datdba))) a) r
 where datname = current_database()
union all
select 'schema ' || nspname, format('owner=%s rights=%s', nspowner::regrole, rights)
  from ours, lateral (select string_agg(a::text, ' ' order by a::text) as rights
                        from unnest(coalesce(nspacl, acldefault('n', nspowner))) a) r
union all
select format('%s %s', case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'view' else 'table' end, name),
       concat_ws(' ', 'owner=' || relowner::regrole, case when relrowsecurity then 'walled' end,
                 case when relforcerowsecurity then 'forced' end,
                 'text=' || left(encode(sha256(convert_to(case when relkind in ('v', 'm') then pg_get_viewdef(oid) end, 'UTF8')), 'hex'), 16),
                 array_to_string(reloptions, ' '), 'rights=' || rights)
  from relations, lateral (select string_agg(a::text, ' ' order by a::text) as rights from unnest(coalesce(
       relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))) a) r
union all
select format('column %s.%I', name, attname), 'rights=' || (select string_agg(a::text, ' ' order by a::text) from unnest(attacl) a)
  from pg_attribute join relations r on r.oid = attrelid where attacl is not null and not attisdropped
union all
select format('policy %I on %s', polname, name),
       format('%s for %s to %s using=%s check=%s', case when polpermissive then 'permissive' else 'restrictive' end,
              case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
              (select string_agg(case when one = 0 then 'public' else one::regrole::text end, ',') from unnest(polroles) one),
              left(encode(sha256(convert_to(pg_get_expr(polqual, polrelid), 'UTF8')), 'hex'), 16),
              left(encode(sha256(convert_to(pg_get_expr(polwithcheck, polrelid), 'UTF8')), 'hex'), 16))
  from pg_policy join relations r on r.oid = polrelid
union all
select format('trigger %I on %s', tgname, name),
       format('%s text=%s', case tgenabled when 'O' then 'on' when 'A' then 'always' when 'R' then 'in replicas only' else 'off' end,
              left(encode(sha256(convert_to(pg_get_triggerdef(t.oid), 'UTF8')), 'hex'), 16))
  from pg_trigger t join relations r on r.oid = tgrelid where not tgisinternal
union all
select 'foreign keys of ' || name,
       format('%s of %s checks on', count(*) filter (where tgenabled in ('O', 'A')), count(*))
  from pg_trigger t join relations r on r.oid = tgrelid where tgisinternal group by name
union all
select format('constraint %I on %s', conname, name),
       concat_ws(' ', left(encode(sha256(convert_to(text, 'UTF8')), 'hex'), 16),
                 case when not convalidated then 'not validated' end)
  from pg_constraint c join relations r on r.oid = conrelid,
       -- A list of codes is cast as a whole when it is declared, and code by code when it comes out of a dump.
       lateral (select regexp_replace(regexp_replace(pg_get_constraintdef(c.oid),
                    '\((''[^'']*''::character varying)\)::text', '\1', 'g'),
                    '\((ARRAY\[[^]]*\])\)::text\[\]', '\1', 'g') as text) d
 where contype in ('c', 'x', 'u', 'p', 'f')
union all
select format('rule %I on %s', rulename, name),
       left(encode(sha256(convert_to(pg_get_ruledef(w.oid), 'UTF8')), 'hex'), 16)
  from pg_rewrite w join relations r on r.oid = ev_class where rulename <> '_RETURN'
union all
select format('function %I.%I(%s)', n.nspname, proname, pg_get_function_identity_arguments(p.oid)),
       concat_ws(' ', 'owner=' || proowner::regrole, case when prosecdef then 'definer' end,
                 'text=' || left(encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex'), 16), 'rights=' || rights)
  from pg_proc p join ours n on n.oid = pronamespace,
       lateral (select string_agg(a::text, ' ' order by a::text) as rights
                  from unnest(coalesce(proacl, acldefault('f', proowner))) a) r
 where prokind <> 'a'
union all
select format('default rights of %s on %s%s', defaclrole::regrole,
              case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
                   else defaclobjtype::text end,
              coalesce(' in ' || n.nspname, '')),
       (select string_agg(a::text, ' ' order by a::text) from unnest(defaclacl) a)
  from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace
union all
select 'event trigger ' || evtname, evtenabled::text from pg_event_trigger
