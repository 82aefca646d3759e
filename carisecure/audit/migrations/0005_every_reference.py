"""An excluded auditor reads no line that names the matter or a referral of the case."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FOR_THE_APPLICATION = ("withheld()", "tells_of(audit_entry, text[])", "seals_of(bigint[])")

# The file makes its view anew, and with it the rights on it.
RIGHTS = "\n".join(
    [
        *(f"revoke all on function carisecure.{name} from public;" for name in FOR_THE_APPLICATION),
        *(f"grant execute on function carisecure.{name} to carisecure_app;" for name in FOR_THE_APPLICATION),
        "revoke all on audit_line from public;",
        "grant select on audit_line to carisecure_app;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_withheld_lines")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "reading.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
