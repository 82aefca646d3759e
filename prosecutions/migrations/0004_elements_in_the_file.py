"""The sheet of act, means and purpose in a file tells what follows from what was done, not only what was said by hand.

The marks of that sheet in files that were sent before are others, so that it is told as changed: the sheet is.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_elements.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0003_roles_in_the_file"), ("cases", "0002_walls")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
