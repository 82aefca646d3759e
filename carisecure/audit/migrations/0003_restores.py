"""The function that tells of restores (sql/restores.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_walls")]

    operations = [
        migrations.RunSQL((SQL / "restores.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
