-- What the ledger says of the restores of this database: from which seal, and by which two people. Anybody may ask:
-- numbers, hashes and ids alone. A line of it excuses nothing by itself; the same has to stand among the anchors outside.
create or replace function carisecure.restores(
    out entry bigint, out at timestamptz, out seal bigint, out root text, out asked_by uuid, out agreed_by uuid)
returns setof record
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select e.id, e.at, (e.detail ->> 'seal')::bigint, e.detail ->> 'root', (e.detail ->> 'asked_by')::uuid,
           (e.detail ->> 'agreed_by')::uuid
      from public.audit_entry e
     where e.action = 'ledger.restored' and e.detail ->> 'seal' ~ '^\d{1,18}$' and e.detail ->> 'root' ~ '^[0-9a-f]{64}$'
       and e.detail ->> 'asked_by' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
       and e.detail ->> 'agreed_by' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
       and e.detail ->> 'asked_by' <> e.detail ->> 'agreed_by'
     order by e.id
$$;

revoke all on function carisecure.restores() from public;
grant execute on function carisecure.restores() to carisecure_app;
alter function carisecure.restores() owner to carisecure_system;

-- What was ended in the lines of these seals, for the list that lies outside (carisecure/backup/endings.py): ids and codes alone.
-- By seal and not by number: a line that is committed late is in a later seal, and none is missed. `p_columns`: columns of
-- which a new value can be an ending (a case that was sealed). For the house's upkeep alone.
create or replace function carisecure.endings_between(
    p_after bigint, p_until bigint, p_columns text[], out entry bigint, out at timestamptz, out seal bigint, out kind text,
    out table_name text, out object_id text, out what jsonb)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('carisecure.purpose', true), '') <> 'maintenance' then
        return;
    end if;
    return query
    select e.id, e.at, s.number, k.kind, e.table_name::text, e.object_id::text, k.what
      from public.audit_seal s
      cross join lateral unnest(s.entry_ids) as line
      join public.audit_entry e on e.id = line and e.action in ('update', 'delete')
      cross join lateral (
        select 'grant' as kind, jsonb_build_object('on', e.old -> 'content_object_id', 'group', e.old -> 'group_id',
                                                   'permission', e.old -> 'permission_id') as what
         where e.action = 'delete' and e.old ? 'content_object_id'
        union all
        select 'membership', jsonb_build_object('user', e.old -> 'user_id', 'group', e.old -> 'group_id')
         where e.action = 'delete' and e.table_name = 'accounts_user_groups'
        union all
        select 'factor', jsonb_build_object('user', e.old -> 'user_id')
         where e.action = 'delete' and e.table_name = 'mfa_authenticator'
        union all
        select 'absence', jsonb_build_object('ends_at', e.new -> 'ends_at')
         where e.table_name = 'access_delegation'
           and (e.action = 'delete' or (e.new ->> 'ends_at')::timestamptz < (e.old ->> 'ends_at')::timestamptz)
        union all
        select case e.table_name when 'accounts_user' then 'leaver' else 'agency' end, '{}'::jsonb
         where e.action = 'update' and e.table_name in ('accounts_user', 'accounts_agency')
           and (e.old ->> 'is_active')::boolean and not (e.new ->> 'is_active')::boolean
        union all
        select 'password', '{}'::jsonb
         where e.action = 'update' and e.table_name = 'accounts_user' and e.new ->> 'password' = '(changed)'
        union all
        select 'exclusion', jsonb_build_object('groups', e.new -> 'excluded_groups')
         where e.action = 'update' and e.old -> 'excluded_groups' <> e.new -> 'excluded_groups'
        union all
        select 'key', jsonb_build_object('owner', e.new -> 'owner')
         where e.action = 'update' and e.table_name = 'access_datakey'
           and e.old ->> 'destroyed_at' is null and e.new ->> 'destroyed_at' is not null
        union all
        select 'column', jsonb_build_object('column', c, 'to', carisecure.code_only(e.new -> c))
          from unnest(p_columns) c
         where e.action = 'update' and e.old -> c is distinct from e.new -> c
      ) k
     where s.number > p_after and s.number <= p_until
     order by s.number, e.id;
end
$$;

revoke all on function carisecure.endings_between(bigint, bigint, text[]) from public;
grant execute on function carisecure.endings_between(bigint, bigint, text[]) to carisecure_app;
alter function carisecure.endings_between(bigint, bigint, text[]) owner to carisecure_system;
