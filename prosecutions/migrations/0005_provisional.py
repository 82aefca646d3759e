"""A matter of a case that was brought in and is not confirmed is given to nobody outside the unit."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "provisional.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0004_elements_in_the_file"), ("cases", "0005_provisional")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
