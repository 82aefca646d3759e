"""An absence is made shorter and nothing else: what was lent for a week is not lent for five years."""

from django.db import migrations

GUARD = """
create or replace function carisecure.guard_delegation() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_jsonb(new) - 'ends_at' is distinct from to_jsonb(old) - 'ends_at' or new.ends_at > old.ends_at then
        raise exception 'an absence is only made shorter' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
revoke all on function carisecure.guard_delegation() from public;
create trigger guard before update on access_delegation for each row execute function carisecure.guard_delegation();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_append_only")]

    operations = [
        migrations.RunSQL(
            GUARD,
            "drop trigger guard on access_delegation; drop function carisecure.guard_delegation();",
        )
    ]
