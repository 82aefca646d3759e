"""The trigger that tells of altered keys, in a wording that a dump and a restore leave as it is.

`(a, b) is distinct from (c, d)` comes back as another text, and the list of guards would say that it is another trigger.
"""

from django.db import migrations

TRIGGER = """
create or replace trigger ledger_altered after update on access_datakey for each row
    when (old.wrapped_by = new.wrapped_by or old.id is distinct from new.id or old.owner is distinct from new.owner
          or old.made_at is distinct from new.made_at or old.destroyed_at is distinct from new.destroyed_at)
    execute function carisecure.audit_row('wrapped', 'proof')
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_walls")]

    operations = [migrations.RunSQL(TRIGGER, migrations.RunSQL.noop)]
