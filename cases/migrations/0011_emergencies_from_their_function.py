"""One emergency access at a time for each person and case, and no row that its function did not make."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"

GUARD = """
create or replace trigger guard before insert or update on cases_emergencyaccess
  for each row execute function carisecure.guard_emergency();
revoke insert, delete, truncate on cases_emergencyaccess from carisecure_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_sealed_cases_stay_shut")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "emergency.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
