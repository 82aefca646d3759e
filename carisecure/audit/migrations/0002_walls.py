"""Walls, triggers and functions of audit, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parents[1] / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL("create schema if not exists carisecure", migrations.RunSQL.noop),
        migrations.RunSQL(
            "grant usage on schema carisecure to carisecure_app, carisecure_system", migrations.RunSQL.noop
        ),
        migrations.RunSQL("grant create on schema carisecure to carisecure_system", migrations.RunSQL.noop),
        run("writing"),
        run("sealing"),
        run("checking"),
        run("reading"),
        run("review"),
        run("holding"),
        run("spans"),
        Watch("UnusualReading", masked=("reasons",)),
        run("policies"),
        run("triggers"),
        run("rights"),
    ]
