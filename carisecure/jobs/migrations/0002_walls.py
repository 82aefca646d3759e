"""Walls, triggers and functions of jobs, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("interface", "0002_walls")]

    operations = [
        Watch("Job"),
        Watch("JobFile"),
        run("policies"),
    ]
