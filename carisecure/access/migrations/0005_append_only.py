"""The function that keeps rows as they were recorded; `KeepForever` attaches it to tables."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "append_only.sql"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_key_requests")]

    operations = [migrations.RunSQL(SQL.read_text(), "drop function carisecure.keep_row()")]
