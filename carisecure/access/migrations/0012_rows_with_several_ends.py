"""What ties several things together takes the exclusions of each (sql/exclusions_of_ends.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "exclusions_of_ends.sql"
UNDO = "drop function carisecure.exclusions_of_ends()"
RIGHTS = """
revoke all on function carisecure.exclusions_of_ends() from public;
alter function carisecure.exclusions_of_ends() owner to carisecure_system;
set local role carisecure_system;
grant execute on function carisecure.exclusions_of_ends() to carisecure_owner;
set local role carisecure_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0011_two_people")]

    operations = [
        migrations.RunSQL(SQL.read_text(), UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
