"""The newest texts with a common word, found where they lie."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "newest_with_tokens.sql"


class Migration(migrations.Migration):
    dependencies = [("access", "0005_undone_rows")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
