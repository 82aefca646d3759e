"""Decisions on victim status are corrected as everything else is: with a reason, and numbered."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import Watch
from carisecure.corrections.models import EntryKeyField, this_moment

# Append-only (0003): the new column is filled once, here, with what the rows say already.
FIRST = """
set local role carisecure_system;
with recursive chain as (
    select id, id as entry, 1 as number from screening_statusdetermination where replaces_id is null
    union all
    select n.id, c.entry, c.number + 1 from chain c join screening_statusdetermination n on n.replaces_id = c.id)
update screening_statusdetermination t set entry_key = c.entry, version = c.number from chain c where c.id = t.id;
set local role carisecure_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_one_precision")]

    operations = [
        migrations.RemoveConstraint(model_name="statusdetermination", name="status_replaced_once"),
        migrations.AlterField(
            model_name="statusdetermination",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="screening.statusdetermination",
            ),
        ),
        migrations.AlterField(
            model_name="statusdetermination",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        migrations.AddField(
            model_name="statusdetermination",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="statusdetermination",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AddField(
            model_name="statusdetermination",
            name="entry_key",
            field=EntryKeyField(db_index=True, editable=False, null=True),
        ),
        migrations.RunSQL("alter table screening_statusdetermination disable trigger kept", migrations.RunSQL.noop),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL("alter table screening_statusdetermination enable trigger kept", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="statusdetermination", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("StatusDetermination"),
    ]
