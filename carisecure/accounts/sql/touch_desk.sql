-- Somebody is working at this desk: says so on its row, and whether it was one that counts. Called in the query that reads
-- the desk, which sees the row as it was before. Idle, over, locked or ended at the same moment: nothing is written.
create or replace function carisecure.touch_desk(
    p_desk uuid, p_now timestamptz, p_not_idle_since timestamptz, p_opened_since timestamptz
) returns boolean
language plpgsql volatile
set search_path = public, pg_temp
as $$
begin
    update accounts_desk
       set active_at = p_now
     where id = p_desk and locked_at is null and ended_at is null
       and active_at > p_not_idle_since and opened_at > p_opened_since;
    return found;
end
$$;
