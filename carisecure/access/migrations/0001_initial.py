"""The schema of our functions, and the function that says who is asking."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "enter.sql"

SCHEMA = """
create schema if not exists carisecure;
grant usage on schema carisecure to carisecure_app, carisecure_system;
grant create on schema carisecure to carisecure_system;
"""

# guardian's own tables stay empty: it would write them for a user's grant, and nothing here would read it.
GUARDIAN = """
revoke insert, update, delete, truncate on guardian_userobjectpermission, guardian_groupobjectpermission
  from carisecure_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more")]

    operations = [
        migrations.RunSQL(SCHEMA, migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), "drop function carisecure.enter(uuid, text, text)"),
        migrations.RunSQL(GUARDIAN, migrations.RunSQL.noop),
    ]
