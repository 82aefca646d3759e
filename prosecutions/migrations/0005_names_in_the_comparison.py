"""A name that was corrected after the submission is announced to the prosecutor like every other change."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql" / "file_changes.sql"

# `file_parts` answers with two more columns, which cannot be put in place of it; two of the others belong to the system
# role since 0002.
REMOVE = """
set local role carisecure_system;
drop function carisecure.file_changes(uuid);
drop function carisecure.case_follows(uuid);
set local role carisecure_owner;
drop function carisecure.file_parts(uuid);
"""

RIGHTS = """
grant select on cases_personidentity to carisecure_system;
alter function carisecure.file_changes(uuid) owner to carisecure_system;
alter function carisecure.case_follows(uuid) owner to carisecure_system;
"""


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0004_count_grants"), ("cases", "0002_walls"), ("audit", "0002_functions")]

    operations = [
        migrations.AddField("fileitem", "names_mark", models.CharField(blank=True, default="", max_length=32)),
        migrations.RunSQL(REMOVE, migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
