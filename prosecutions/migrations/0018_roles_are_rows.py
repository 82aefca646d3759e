"""A frozen person says everything that they were to the case, and all of it is compared.

Every mark of a person is another one now, so that all who were sent before are told as changed (filed.py).
"""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_roles.sql"
# Frozen items are append-only (0003). The new column is filled once, here, from the one role that there was.
FILL = """
alter table prosecutions_fileitem disable trigger kept;
set local role carisecure_system;
update prosecutions_fileitem set roles = array[role] where role <> '';
set local role carisecure_owner;
set constraints all immediate;
set constraints all deferred;
alter table prosecutions_fileitem enable trigger kept;
"""


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0017_reports_that_join"), ("cases", "0028_roles_are_rows")]

    operations = [
        migrations.AddField(
            "fileitem",
            "roles",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), blank=True, default=list, size=None
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
