"""What the weekly review of unusual reading asks about cases; its rows follow the exclusions of the case they are about."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"
FUNCTIONS = ("cases_read(uuid[])", "people_with_task(uuid[])", "people_sounding_like(uuid[], bigint[])")

RIGHTS = "\n".join(
    f"revoke all on function carisecure.{name} from public;"
    f" grant execute on function carisecure.{name} to carisecure_app;"
    f" alter function carisecure.{name} owner to carisecure_system;"
    for name in FUNCTIONS
)
FOLLOW = "select carisecure.follow_exclusions('audit_unusualreading', 'case_id', 'cases_case', 'id', false)"
# The access log asks at each opening whether its auditor is excluded from anything (audit/sql/reading.sql).
EXCLUDED = "; ".join(
    f"create index {table}_excluded on {table} (id) where excluded_groups <> '{{}}'"
    for table in ("cases_case", "cases_involvement", "cases_person")
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_trust"),
        ("audit", "0003_unusual_reading"),
        ("access", "0003_exclusions_and_delegations"),
    ]

    operations = [
        migrations.RunSQL((SQL / "unusual.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
        migrations.RunSQL(EXCLUDED, migrations.RunSQL.noop),
    ]
