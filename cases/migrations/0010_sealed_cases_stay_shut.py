"""Emergency access opens no sealed case."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_private_emergencies")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "emergency.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
