"""Two of several words are looked for with fewer questions of the index."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "finding.sql"

# The file makes both functions anew, which only their owner may.
OWNER = "alter function carisecure.shared_tokens(bigint[], bigint[]) owner to carisecure_system;"


class Migration(migrations.Migration):
    dependencies = [("access", "0009_sealed_absences")]

    operations = [
        migrations.RunSQL(OWNER, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
