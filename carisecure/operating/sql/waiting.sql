-- How many jobs wait in each queue, and since when the oldest has. Rows of jobs are shown to their own person alone; these
-- are numbers about all of them, for health, metrics and the administrator's page, so anybody may ask.
create or replace function carisecure.waiting_jobs(out queue text, out jobs bigint, out oldest_seconds double precision)
returns setof record
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select case when actor_id is null then 'house' else 'asked' end, count(*),
           greatest(0, extract(epoch from now() - min(queued_at)))::double precision
      from public.jobs_job where state = 'queued' group by 1
$$;
revoke all on function carisecure.waiting_jobs() from public;
grant execute on function carisecure.waiting_jobs() to carisecure_app;
alter function carisecure.waiting_jobs() owner to carisecure_system;
