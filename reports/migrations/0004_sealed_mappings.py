"""How a sheet is read repeats its column names and cell values: sealed like these, and of no interest to the ledger.

What the ledger kept of it before stays there: its lines are never changed.
"""

import uuid
from typing import Any

from django.db import migrations

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch
from carisecure.access.vault import cipher, keys

# Table, the old column, the sealed one, and the column whose key seals it.
SEALED = [
    ("reports_importbatch", "mapping", "mapping_text", "collection_id"),
    ("reports_importmapping", "content", "content_text", "id"),
]


def seal(apps: Any, schema_editor: Any) -> None:
    """Needs VAULT_KEYS where there is any row, as every text does."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("set local role carisecure_system")  # the rows of every agency
        for table, old, new, key_of in SEALED:
            cursor.execute(f"select id, {key_of}, {old}::text from {table}")  # noqa: S608  (names from above)
            for row, owner, text in cursor.fetchall():
                sealed = _sealed(table, new, row, owner, text)
                cursor.execute(f"update {table} set {new} = %s where id = %s", [sealed, row])  # noqa: S608
        cursor.execute("set local role carisecure_owner")


def _sealed(table: str, column: str, row: uuid.UUID, owner: uuid.UUID, text: str) -> Sealed:
    key_id, key = keys.for_writing(owner)
    return Sealed(cipher.seal(text, key_id=key_id, key=key, place=cipher.Place(table, column, str(row))))


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_runs_of_the_office"), ("access", "0004_key_requests")]

    operations = [
        # As a default for the rows there are only what is sealed already can be given: nothing.
        migrations.AddField(
            model_name="importbatch",
            name="mapping_text",
            field=carisecure.access.fields.FreeTextField(default=Sealed),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="mapping_text",
            field=carisecure.access.fields.FreeTextField(default="{}"),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="content_text",
            field=carisecure.access.fields.FreeTextField(default=Sealed),
            preserve_default=False,
        ),
        # Before a row is written: its line in the ledger would repeat what stands in the old column.
        Watch("ImportBatch", masked=("mapping",)),
        Watch("ImportMapping", masked=("content",)),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField(model_name="importbatch", name="mapping"),
        migrations.RemoveField(model_name="importmapping", name="content"),
        Watch("ImportBatch"),
        Watch("ImportMapping"),
    ]
