"""Destroying a key is a line of the access log."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "told_destructions.sql"


class Migration(migrations.Migration):
    dependencies = [("access", "0009_sealed_absences"), ("audit", "0002_functions")]

    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
