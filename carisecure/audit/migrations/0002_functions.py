"""The ledger's functions, owned by the role that may write it; the application's role has no right on the tables."""

from collections.abc import Iterator
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

# What the application's role may call. Everything else in these files is for the functions themselves.
FOR_THE_APPLICATION = (
    "note_event(text, text, text, jsonb)",
    "seal_ledger(integer)",
    "check_seals(bigint, integer)",
    "check_unsealed()",
    "last_seals(integer)",
    "seal_root_of(bigint)",
    "is_auditor()",
    "code_only(jsonb)",
    "ledger_changes(jsonb, jsonb)",
    "object_of_reference(text)",
    "readings_of(text, uuid)",
    "withheld()",
    "tells_of(audit_entry, text[])",
    "seals_of(bigint[])",
)
INSIDE = (
    "audit_row()",
    "standing_in()",
    "ledger_leaf(audit_entry)",
    "seal_root(audit_seal)",
    "put_seal(audit_seal)",
    "close_era(audit_seal)",
    "seal_fits(audit_seal, audit_seal)",
    "first_fault(bigint)",
    "last_seal_of_era_holds(audit_seal)",
)

RIGHTS = """
revoke all on audit_entry, audit_seal, audit_line from carisecure_app, public;
revoke all on sequence audit_entry_id_seq from carisecure_app, public;
revoke all on audit_entry, audit_seal from carisecure_system;
grant select, insert on audit_entry, audit_seal to carisecure_system;
grant usage, select on sequence audit_entry_id_seq to carisecure_system;
revoke all on audit_line from carisecure_system;
grant select on audit_line to carisecure_app;
alter view audit_line owner to carisecure_system;
create trigger append_only before update or delete on audit_entry
  for each row execute function carisecure.refuse_ledger_change();
create trigger append_only_whole before truncate on audit_entry
  for each statement execute function carisecure.refuse_ledger_change();
create trigger append_only before update or delete on audit_seal
  for each row execute function carisecure.refuse_ledger_change();
create trigger append_only_whole before truncate on audit_seal
  for each statement execute function carisecure.refuse_ledger_change();
revoke all on function carisecure.hold_ledger() from public;
grant execute on function carisecure.hold_ledger() to carisecure_system;
"""

# Whoever migrates attaches the trigger to tables. Nobody else may: on a table of one's own it would write invented lines.
ATTACHING = """
set local role carisecure_system;
grant execute on function carisecure.audit_row() to carisecure_owner;
set local role carisecure_owner;
"""


def owned(functions: tuple[str, ...], application: bool) -> Iterator[str]:
    for name in functions:
        yield f"revoke all on function carisecure.{name} from public"
        if application:
            yield f"grant execute on function carisecure.{name} to carisecure_app"
        yield f"alter function carisecure.{name} owner to carisecure_system"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("writing", "sealing", "checking", "reading")
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(
            ";\n".join([*owned(FOR_THE_APPLICATION, True), *owned(INSIDE, False)]),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(ATTACHING, migrations.RunSQL.noop),
    ]
