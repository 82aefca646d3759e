"""The row of a session is read and marked as in use by one query."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "touch_desk.sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_one_order_of_names")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(),
            "drop function carisecure.touch_desk(uuid, timestamptz, timestamptz, timestamptz)",
        )
    ]
