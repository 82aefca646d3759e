"""What the database compares is written from what the sheets are rendered from (prosecutions/file/filed.py).

The marks stay as they were: what was frozen before is compared as before.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "file_parts.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0013_entry_keys"), ("cases", "0019_names_together")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
