"""What is kept for ever can be taken out by one function alone: rows brought in that nobody confirmed or worked on."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "undone_rows.sql"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_altered_keys")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
