-- Who of the case an accused is: the key of the involvement that the frozen file names, null for who is in no file. It is
-- there to count humans, and so that the system can tell that a victim is charged. Nobody who works on a case or a matter
-- may learn it from here: a suspect's page never shows that the person is a victim elsewhere, and a prosecutor never
-- opens the case. So the column is no column of the model, the application has no right to read or write it, and the
-- ledger keeps only that it changed.
alter table prosecutions_accused add column involvement_key uuid;

-- Whatever is written there, by whomever, it follows from the frozen file, which never changes.
create or replace function carisecure.accused_as_filed() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.involvement_key := (
        select i.object_id from public.prosecutions_fileitem i
         where i.id = new.filed_as_id and i.kind = 'person' and i.prosecution_id = new.prosecution_id);
    return new;
end
$$;

-- Which human each of these accused is: one number for one human, in however many matters, cases and files. Under the
-- purpose `statistics` alone, which no request can take.
create or replace function carisecure.humans_accused(p_accused uuid[]) returns table (accused_id uuid, human uuid)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(current_setting('carisecure.purpose', true), '') <> 'statistics' then
        raise exception 'who is accused is counted by the statistics alone' using errcode = 'insufficient_privilege';
    end if;
    return query
    select a.id, coalesce(v.person_id, a.involvement_key, a.id)
      from public.prosecutions_accused a
      left join public.cases_involvement v on v.id = a.involvement_key
     where a.id = any (p_accused);
end
$$;

-- Column by column: a right on the whole table would be one on the key. To be run again where a column is added.
do $$
declare
    others text;
begin
    select string_agg(quote_ident(attname), ', ') into others from pg_attribute
     where attrelid = 'public.prosecutions_accused'::regclass and attnum > 0 and not attisdropped
       and attname <> 'involvement_key';
    revoke select, insert, update on prosecutions_accused from carisecure_app;
    execute format('grant select (%1$s), insert (%1$s), update (%1$s) on prosecutions_accused to carisecure_app', others);
end
$$;
