"""The sheet of a person in a file tells roles with their days, and of a suspect relationship, arrest and caution.

The marks of the people in files that were sent before are others, so that they are told as changed: the sheet is.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_roles.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0002_walls"), ("cases", "0002_walls")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
