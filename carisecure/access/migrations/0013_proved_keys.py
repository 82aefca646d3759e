"""Who cannot open a data key can neither wrap it anew nor destroy it: the application's role writes its rows by functions."""

from pathlib import Path
from typing import Any

from django.db import migrations, models

from carisecure.access.vault.keyring import CannotOpen, keyring, proof_of

SQL = Path(__file__).resolve().parent.parent / "sql" / "proved_keys.sql"
BATCH = 5_000
FUNCTIONS = "carisecure.rewrap_keys(uuid[], bytea[], bytea[], integer[], integer), carisecure.destroy_key(uuid, bytea)"
RIGHTS = f"""
revoke all on function {FUNCTIONS} from public;
grant execute on function {FUNCTIONS} to carisecure_app;
alter function carisecure.rewrap_keys(uuid[], bytea[], bytea[], integer[], integer) owner to carisecure_system;
alter function carisecure.destroy_key(uuid, bytea) owner to carisecure_system;
revoke update on access_datakey from carisecure_app;
alter function carisecure.guard_retired_key() security definer;  -- it locks the table against a writer
alter function carisecure.guard_retired_key() owner to carisecure_system;
create or replace trigger ledger after insert or delete on access_datakey
    for each row execute function carisecure.audit_row('wrapped', 'proof');
create or replace trigger ledger_altered after update on access_datakey for each row
    when (old.wrapped_by = new.wrapped_by or (old.id, old.owner, old.made_at, old.destroyed_at)
          is distinct from (new.id, new.owner, new.made_at, new.destroyed_at))
    execute function carisecure.audit_row('wrapped', 'proof');
"""


def prove(apps: Any, schema_editor: Any) -> None:
    """Every key that opens is given its proof. One that does not open can be destroyed without."""
    keys = apps.get_model("access", "DataKey").objects.filter(destroyed_at=None)
    last = None
    while batch := list((keys.filter(pk__gt=last) if last else keys).order_by("pk")[:BATCH]):
        for key in batch:
            try:
                key.proof = proof_of(keyring().unwrap(key.wrapped_by, bytes(key.wrapped)))
            except CannotOpen:
                continue
        keys.bulk_update(batch, ["proof"], batch_size=500)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("access", "0012_rows_with_several_ends")]

    operations = [
        migrations.AddField("DataKey", "proof", models.BinaryField(null=True)),
        # Not a line of the log for each key of the house: nothing is altered that anybody knows it by.
        migrations.RunSQL("alter table access_datakey disable trigger ledger_altered", migrations.RunSQL.noop),
        migrations.RunPython(prove, migrations.RunPython.noop),
        migrations.RunSQL("alter table access_datakey enable trigger ledger_altered", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
