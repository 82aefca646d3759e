"""A correction of a statement or an exhibit is a change of the file, and one that was struck out is gone from it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "corrected_parts.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0014_one_description"), ("cases", "0023_corrected_material")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
