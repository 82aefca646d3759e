"""An auditor who is excluded from a case reads no line that speaks of it; and what an export proves."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FOR_THE_APPLICATION = ("withheld()", "tells_of(audit_entry, text[])", "seals_of(bigint[])")

# The functions and the view belong to the system role since 0002: it makes them anew.
RIGHTS = "\n".join(
    [
        *(f"revoke all on function carisecure.{name} from public;" for name in FOR_THE_APPLICATION),
        *(f"grant execute on function carisecure.{name} to carisecure_app;" for name in FOR_THE_APPLICATION),
        "revoke all on audit_line from public;",
        "grant select on audit_line to carisecure_app;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_unusual_reading"), ("access", "0003_exclusions_and_delegations")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "reading.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
