"""Seals say which moments and ids a true line of theirs can have; the sealer's turn is a lock that nobody else can take."""

import re
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"
# It belongs to the owner of the tables and has not changed.
NOT_THE_SYSTEMS = re.compile(r"create or replace function carisecure\.hold_ledger\(\).*?\$\$;", re.DOTALL)
INSIDE = (
    "seal_root(audit_seal)",
    "span_after(audit_seal, audit_seal)",
    "last_seal_of_era_holds(audit_seal)",
    "restored_since(audit_seal)",
    "sealed_until(integer)",
)
RIGHTS = "\n".join(
    [
        *(f"revoke all on function carisecure.{name} from public;" for name in (*INSIDE, "check_unsealed()")),
        "grant execute on function carisecure.check_unsealed() to carisecure_app;",
    ]
)


def as_system(statement: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(one, migrations.RunSQL.noop)
        for one in ("set local role carisecure_system", statement, "set local role carisecure_owner")
    ]


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_every_reference")]

    operations = [
        migrations.AddField("Seal", "at_from", models.DateTimeField(null=True)),
        migrations.AddField("Seal", "at_to", models.DateTimeField(null=True)),
        migrations.AddField("Seal", "id_from", models.BigIntegerField(null=True)),
        migrations.AddField("Seal", "id_to", models.BigIntegerField(null=True)),
        migrations.RunSQL((SQL / "holding.sql").read_text(), migrations.RunSQL.noop),
        *as_system(
            "drop function carisecure.check_unsealed();"
            + (SQL / "spans.sql").read_text()
            + NOT_THE_SYSTEMS.sub("", (SQL / "sealing.sql").read_text())
            + (SQL / "checking.sql").read_text()
            + RIGHTS
        ),
    ]
