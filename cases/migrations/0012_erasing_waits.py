"""Erasing an identity locks the person's cases, as placing a hold does."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"

RIGHTS = """
revoke all on function carisecure.wait_for_cases_of(uuid) from public;
grant execute on function carisecure.wait_for_cases_of(uuid) to carisecure_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_emergencies_from_their_function")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "erasing.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
