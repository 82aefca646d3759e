"""A report is compared with how exactly its day is known, and is new to a file from when it joined the case."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_joined.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0016_corrected_hearings"), ("cases", "0027_reports_follow_their_case")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
