"""An accused carries the key of the involvement that the frozen file names, for the system and for counting alone."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent / "sql" / "accused_key.sql"

RIGHTS = """
revoke all on function carisecure.accused_as_filed() from public;
alter function carisecure.accused_as_filed() owner to carisecure_system;
alter function carisecure.humans_accused(uuid[]) owner to carisecure_system;
set local role carisecure_system;
grant execute on function carisecure.accused_as_filed() to carisecure_owner;
set local role carisecure_owner;
create trigger as_filed before insert or update on prosecutions_accused
  for each row execute function carisecure.accused_as_filed();
"""
# Everybody there is; the trigger says who they are.
FILL = """
set local role carisecure_system;
update prosecutions_accused set involvement_key = null where filed_as_id is not null;
set local role carisecure_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0022_reports_as_corrected")]

    operations = [
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        Watch("Accused", masked=("involvement_key",)),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
