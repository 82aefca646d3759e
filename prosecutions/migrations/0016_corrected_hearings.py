"""Hearings and advice can be corrected; a sentence has more parts and can be varied on appeal."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import KeepForever, Watch
from carisecure.corrections.models import EntryKeyField, this_moment

SQL = Path(__file__).resolve().parent / "sql" / "case_follows.sql"
PRECISIONS = [("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")]

# Every row there is was the first of its entry; the system role reads past the wall.
FIRST = """
set local role carisecure_system;
update {table} set entry_key = id;
set local role carisecure_owner;
"""


def corrected(model: str, *, kept: bool) -> list[migrations.operations.base.Operation]:
    name, table = model.lower(), f"prosecutions_{model.lower()}"
    trigger = [f"alter table {table} disable trigger kept"], [f"alter table {table} enable trigger kept"]
    off, on = trigger if kept else ([], [])
    return [
        migrations.AddField(
            name, "correction_reason",
            FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            name, "is_retracted",
            models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AlterField(
            name, "recorded_at",
            models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        migrations.AddField(
            name, "replaces",
            models.OneToOneField(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by", to=f"prosecutions.{name}",
            ),
        ),
        migrations.AddField(name, "entry_key", EntryKeyField(db_index=True, editable=False, null=True)),
        *(migrations.RunSQL(one, migrations.RunSQL.noop) for one in (*off, FIRST.format(table=table), *on)),
        migrations.AlterField(name, "entry_key", EntryKeyField(db_index=True, editable=False)),
    ]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0015_corrected_parts")]

    operations = [
        migrations.RunSQL(
            "grant select, update on prosecutions_hearing, prosecutions_advice to carisecure_system",
            migrations.RunSQL.noop,
        ),
        *corrected("Hearing", kept=False),
        migrations.AlterField(
            "hearing", "adjourned_to",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="adjourned_from", to="prosecutions.hearing",
            ),
        ),
        *corrected("Advice", kept=True),
        migrations.AddField(
            "advice", "given_precision",
            models.CharField(choices=PRECISIONS, default="day", max_length=10, verbose_name="known"),
        ),
        migrations.AlterModelOptions(
            "advice",
            options={
                "ordering": ["-on_submission", "-given_on", "-recorded_at"],
                "verbose_name": "advice",
                "verbose_name_plural": "advice",
            },
        ),
        migrations.AddField(
            "sentence", "suspended_months",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="months of imprisonment, suspended"),
        ),
        migrations.AddField(
            "sentence", "compensation",
            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="compensation"),
        ),
        migrations.AddField(
            "sentence", "forfeited", FreeTextField(blank=True, default=Sealed, verbose_name="forfeited")
        ),
        migrations.AddField(
            "sentence", "other", FreeTextField(blank=True, default=Sealed, verbose_name="other orders")
        ),
        migrations.AddField(
            "sentence", "varies",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="varied_by", to="prosecutions.sentence",
            ),
        ),
        KeepForever("Hearing"),
        Watch("Hearing"),
        Watch("Advice"),
        Watch("Sentence"),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),  # whose function it is
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]  # fmt: skip
