"""Walls, triggers and functions of access, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch
from carisecure.access.two_people.migrating import TakeTwo

SQL = Path(__file__).resolve().parents[1] / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("audit", "0002_walls"),
    ]

    operations = [
        run("enter"),
        run("finding"),
        run("exclusions"),
        run("key_requests"),
        run("append_only"),
        run("destroyed_keys"),
        run("key_ledger"),
        run("two_people"),
        run("exclusions_of_ends"),
        run("proved_keys"),
        run("absences"),
        Watch("KeyRequest"),
        Watch("RetiredKey"),
        Watch("Delegation"),
        TakeTwo("KeyRequest", free=("job", "done_count"), again=False),
        run("triggers"),
        run("rights"),
    ]
