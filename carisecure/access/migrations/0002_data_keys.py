"""The wrapped keys of the vault, and the function that finds rows by their keyed tokens."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "finding.sql"

RIGHTS = """
alter function carisecure.rows_with_tokens(text, text, text[], integer) owner to carisecure_system;
revoke all on function carisecure.rows_with_tokens(text, text, text[], integer) from public;
grant execute on function carisecure.rows_with_tokens(text, text, text[], integer) to carisecure_app;
"""
UNDO = """
drop function carisecure.rows_with_tokens(text, text, text[], integer);
drop function carisecure.shared_tokens(bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("owner", models.UUIDField(unique=True)),
                ("wrapped", models.BinaryField()),
                ("wrapped_by", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["wrapped_by"], name="datakey_wrapped_by")],
            },
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
