"""What was entered by mistake is not part of a file any more."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "filed_identity.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0009_accused_of_the_file"), ("cases", "0015_mistaken_entries")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
