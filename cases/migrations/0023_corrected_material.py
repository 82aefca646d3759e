"""Statements, exhibits and notes are corrected by a later row, and are edited no more."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import KeepForever, Watch
from carisecure.corrections.models import EntryKeyField, this_moment

FIRST = """
set local role carisecure_system;
update {table} set entry_key = id, recorded_at = created_at, version = 1;
set local role carisecure_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_ages_have_their_day"), ("access", "0010_fewer_questions_of_the_index")]

    operations = [
        migrations.RemoveConstraint(model_name="exhibit", name="exhibit_mark_once"),
        migrations.RenameField(model_name="statement", old_name="added_by", new_name="recorded_by"),
        migrations.AddField(
            model_name="statement",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        migrations.AddField(
            model_name="statement", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        migrations.AddField(
            model_name="statement",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cases.statement",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="statement",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.RunSQL(FIRST.format(table="cases_statement"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="statement", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("Statement"),
        KeepForever("Statement", may_change=("stem_tokens",)),
        migrations.RenameField(model_name="exhibit", old_name="added_by", new_name="recorded_by"),
        migrations.AddField(
            model_name="exhibit",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        migrations.AddField(
            model_name="exhibit", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        migrations.AddField(
            model_name="exhibit",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cases.exhibit",
            ),
        ),
        migrations.AddField(
            model_name="exhibit",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="exhibit",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.RunSQL(FIRST.format(table="cases_exhibit"), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="exhibit", name="entry_key", field=EntryKeyField(db_index=True, editable=False)
        ),
        Watch("Exhibit"),
        KeepForever("Exhibit", may_change=("stem_tokens",)),
        migrations.RenameField(model_name="note", old_name="added_by", new_name="recorded_by"),
        migrations.AddField(
            model_name="note",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        migrations.AddField(
            model_name="note", name="entry_key", field=EntryKeyField(db_index=True, editable=False, null=True)
        ),
        migrations.AddField(
            model_name="note",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cases.note",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="note",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.RunSQL(FIRST.format(table="cases_note"), migrations.RunSQL.noop),
        migrations.AlterField(model_name="note", name="entry_key", field=EntryKeyField(db_index=True, editable=False)),
        Watch("Note"),
        KeepForever("Note", may_change=("stem_tokens",)),
    ]
