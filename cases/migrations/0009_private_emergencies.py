"""An emergency access hangs on the private group of who asked for it, which no absence lends."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"

# The system role makes its functions anew, and these of the same files with them.
HAND_OVER = """
alter function carisecure.guard_emergency() owner to carisecure_system;
alter function carisecure.only_the_house() owner to carisecure_system;
"""

# Those that are open hang on the group that is lent: they end, and whoever still needs one asks again.
END_OPEN = """
update cases_emergencyaccess set ends_at = now() where ends_at > now();
delete from cases_casegrant where purpose = 'emergency';
delete from cases_involvementgrant where purpose = 'emergency';
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_kept_decisions")]

    operations = [
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "emergency.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "unusual.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(END_OPEN, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
