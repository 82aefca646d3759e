"""Of a report that was corrected a file is compared with the words that stand."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_worded.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0021_hearings_name_accused"), ("cases", "0030_corrected_reports")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
