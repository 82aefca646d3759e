"""A key that one process destroyed is forgotten by all: the newest destruction is found by an index and never stale."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "destroyed_keys.sql"
UNDO = """
drop trigger one_destruction_at_a_time on access_datakey;
drop trigger mark_destroyed on access_datakey;
drop function carisecure.mark_destroyed_key();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_shorter_absences")]

    operations = [
        migrations.AddIndex(
            model_name="datakey",
            index=models.Index(
                condition=models.Q(("destroyed_at__isnull", False)), fields=["destroyed_at"], name="datakey_destroyed"
            ),
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]
