"""Walls, triggers and functions of reports, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("prosecutions", "0002_walls"),
    ]

    operations = [
        Watch("ReportRun"),
        Watch("Collection"),
        Watch("ImportMapping"),
        Watch("ReferenceRecord"),
        Watch("ImportBatch"),
        run("policies"),
    ]
