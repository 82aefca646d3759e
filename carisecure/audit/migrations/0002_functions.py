"""The ledger's functions, owned by the role that may write it; the application's role has no right on the table."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "ledger.sql"

RIGHTS = """
revoke all on audit_entry from carisecure_app;
grant select, insert on audit_entry to carisecure_system;
grant usage on sequence audit_entry_id_seq to carisecure_system;
alter function carisecure.audit_row() owner to carisecure_system;
alter function carisecure.note_event(text, text, text, jsonb) owner to carisecure_system;
create trigger append_only before update or delete on audit_entry
  for each row execute function carisecure.refuse_ledger_change();
create trigger append_only_whole before truncate on audit_entry
  for each statement execute function carisecure.refuse_ledger_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_initial")]

    operations = [
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
