"""Walls, triggers and functions of interface, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("interface", "0001_initial"), ("countries", "0002_walls")]

    operations = [
        run("policies"),
    ]
