-- An accused of a matter that the unit recorded from its own register stands in no frozen file: who of the case it is, the
-- unit says when it brings the register in. For that alone the key may come from somewhere else than the file, and only as
-- a suspect of that very case.
-- The owner of a function alone puts another in its place.
set local role carisecure_system;
create or replace function carisecure.accused_as_filed() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    new.involvement_key := coalesce(
        (select i.object_id from public.prosecutions_fileitem i
          where i.id = new.filed_as_id and i.kind = 'person' and i.prosecution_id = new.prosecution_id),
        (select v.id from public.cases_involvement v join public.prosecutions_prosecution m on m.case_id = v.case_id
          where v.id = new.involvement_key and m.id = new.prosecution_id and m.is_recorded_by_unit
            and 'suspect' = any (v.standing_roles)));
    return new;
end
$$;

set local role carisecure_owner;

-- Reason for stepping around the wall: the application has no right on the column, so that nobody learns from it. It takes
-- only what its caller may change, writes once, and gives nothing back.
create or replace function carisecure.tie_accused(p_accused uuid[], p_involvements uuid[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.prosecutions_accused a set involvement_key = pair.involvement
      from unnest(p_accused, p_involvements) as pair (accused, involvement)
     where a.id = pair.accused and a.involvement_key is null and a.filed_as_id is null
       and carisecure.holds_prosecution(a.prosecution_id, 'change');
end
$$;
alter function carisecure.tie_accused(uuid[], uuid[]) owner to carisecure_system;
