-- Who opens a key may wrap it anew or destroy it, and nobody else: not whoever has only the application's own sign-in. Each key
-- has a `proof`, the digest of what can be computed of the open key alone (vault/keyring.py); a statement that changes the key has
-- to say what that is, and reading the whole table does not tell it. A key from before, which has none yet, is given it
-- the first time that it is opened to be changed.
create or replace function carisecure.rewrap_keys(p_ids uuid[], p_secrets bytea[], p_wrapped bytea[], p_before integer[],
                                                  p_number integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    done integer;
begin
    update public.access_datakey k
       set wrapped = n.wrapped, wrapped_by = p_number, proof = sha256(n.secret)
      from (select unnest(p_ids) as id, unnest(p_secrets) as secret, unnest(p_wrapped) as wrapped, unnest(p_before) as before) n
     where k.id = n.id and k.wrapped_by = n.before and k.destroyed_at is null
       and (k.proof is null or k.proof = sha256(n.secret));
    get diagnostics done = row_count;
    return done;
end
$$;

-- The key of an owner, for good. False where there was none to destroy, or the secret is another one's.
create or replace function carisecure.destroy_key(p_owner uuid, p_secret bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.access_datakey set wrapped = '', destroyed_at = clock_timestamp()
     where owner = p_owner and destroyed_at is null and (proof is null or proof = sha256(p_secret));
    return found;
end
$$;
