"""Each version of a charge, a step, a verdict or a sentence names the first one, and is numbered."""

from django.db import migrations

from carisecure.access.migration_operations import Watch
from carisecure.corrections.models import EntryKeyField

# Append-only (0003): the new column is filled once, here, with what the rows say already.
FIRST = """
set local role carisecure_system;
with recursive chain as (
    select id, id as entry, 1 as number from {table} where replaces_id is null
    union all
    select n.id, c.entry, c.number + 1 from chain c join {table} n on n.replaces_id = c.id)
update {table} t set entry_key = c.entry, version = c.number from chain c where c.id = t.id;
set local role carisecure_owner;
"""


def number(table: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (
            f"alter table {table} disable trigger kept",
            FIRST.format(table=table),
            f"alter table {table} enable trigger kept",
        )
    ]


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0012_corrected")]

    operations = [
        migrations.AddField(
            model_name="charge", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        *number("prosecutions_charge"),
        migrations.AlterField(
            model_name="charge", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("Charge"),
        migrations.AddField(
            model_name="stageevent", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        *number("prosecutions_stageevent"),
        migrations.AlterField(
            model_name="stageevent", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("StageEvent"),
        migrations.AddField(
            model_name="outcome", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        *number("prosecutions_outcome"),
        migrations.AlterField(
            model_name="outcome", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("Outcome"),
        migrations.AddField(
            model_name="sentence", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        *number("prosecutions_sentence"),
        migrations.AlterField(
            model_name="sentence", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("Sentence"),
    ]
