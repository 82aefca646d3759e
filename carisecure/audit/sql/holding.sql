-- The sealer's turn, as a lock of the table of seals: whoever has no right on it cannot take the lock without sealing.
-- False where somebody else holds it for longer than three seconds; what they leave, the next run seals.
create or replace function carisecure.hold_seals() returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '3s'
as $$
begin
    lock table public.audit_seal in share row exclusive mode;
    return true;
exception when lock_not_available then
    return false;
end
$$;
