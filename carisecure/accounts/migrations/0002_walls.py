"""Walls, triggers and functions of accounts, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parents[1] / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("access", "0003_walls"),
    ]

    operations = [
        run("touch_desk"),
        Watch("Agency"),
        Watch("User"),
        Watch("User_groups"),
        Watch("mfa.Authenticator", masked=("data",)),
        Watch("Enrolment", masked=("code",)),
    ]
