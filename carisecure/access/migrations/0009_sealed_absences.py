"""Why somebody is away is a sentence: sealed like every other, and only its change is in the ledger from now on.

Lines that the ledger has of earlier absences stay as they are: nothing is taken out of it.
"""

from typing import Any

from django.db import migrations

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch
from carisecure.access.vault import cipher, keys

# The guard keeps everything of an absence as it was entered but its end; this once it is only stored in another way.
LET = "alter table access_delegation disable trigger guard"
KEEP = "alter table access_delegation enable trigger guard"


def seal(apps: Any, schema_editor: Any) -> None:
    """Under the key of whoever is away, bound to the name that the column has in the end."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id, from_user_id, reason from access_delegation")
        for pk, owner, reason in cursor.fetchall():
            key_id, key = keys.for_writing(owner)
            place = cipher.Place("access_delegation", "reason", str(pk))
            sealed = cipher.seal(reason, key_id=key_id, key=key, place=place) if reason else b""
            cursor.execute("update access_delegation set sealed = %s where id = %s", [sealed, pk])


class Migration(migrations.Migration):
    dependencies = [("access", "0008_fewer_rights")]

    operations = [
        migrations.AddField("delegation", "sealed", carisecure.access.fields.FreeTextField(default=Sealed)),
        Watch("Delegation", masked=("reason",)),
        migrations.RunSQL(LET, migrations.RunSQL.noop),
        migrations.RunPython(seal),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField("delegation", "reason"),
        migrations.RenameField("delegation", "sealed", "reason"),
        migrations.AlterField("delegation", "reason", carisecure.access.fields.FreeTextField()),
        Watch("Delegation"),
    ]
