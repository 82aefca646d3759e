"""Exhibits get a number, a seizure that is told apart, and events of custody."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models
from carisecure.access.migration_operations import KeepForever, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql"
PRECISION = [("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")]
KINDS = [
    ("telephone", "Telephone or SIM card"),
    ("device", "Computer or storage device"),
    ("document", "Document"),
    ("picture", "Photograph"),
    ("recording", "Sound or video recording"),
    ("messages", "Messages or call list"),
    ("money", "Money"),
    ("thing", "Other thing"),
]
MOVES = [
    ("lodged", "Lodged in the store"),
    ("moved", "Handed over or moved"),
    ("laboratory", "Taken to the laboratory"),
    ("returned", "Back from the laboratory"),
    ("disposed", "Disposed of"),
]


def words(name: str) -> carisecure.access.fields.FreeTextField:
    return carisecure.access.fields.FreeTextField(
        blank=True, default=carisecure.access.fields.Sealed, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_undo_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="found_precision",
            field=models.CharField(choices=PRECISION, default="day", max_length=10),
        ),
        migrations.AddField(
            model_name="exhibit",
            name="kind",
            field=models.CharField(blank=True, choices=KINDS, default="", max_length=20, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="exhibit",
            name="number",
            field=models.PositiveIntegerField(default=0, verbose_name="number"),
            preserve_default=False,
        ),
        migrations.AddField(model_name="exhibit", name="seized_by", field=words("by whom")),
        migrations.AddField(model_name="exhibit", name="seized_from", field=words("from whom")),
        migrations.AddField(model_name="exhibit", name="warrant", field=words("under which warrant")),
        migrations.AlterField(
            model_name="exhibit",
            name="found_at",
            field=carisecure.access.fields.FreeTextField(blank=True, verbose_name="found or seized where"),
        ),
        migrations.AlterField(
            model_name="exhibit",
            name="found_on",
            field=models.DateField(blank=True, null=True, verbose_name="found or seized on"),
        ),
        migrations.RunSQL((SQL / "number_exhibits.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="exhibit",
            constraint=models.UniqueConstraint(fields=("case", "number", "version"), name="exhibit_number_once"),
        ),
        migrations.CreateModel(
            name="CustodyEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "excluded_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=carisecure.corrections.models.this_moment, editable=False, verbose_name="recorded"
                    ),
                ),
                ("entry_key", carisecure.corrections.models.EntryKeyField(db_index=True, editable=False)),
                ("correction_reason", words("why it was corrected")),
                (
                    "is_retracted",
                    models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("kind", models.CharField(choices=MOVES, max_length=20, verbose_name="what happened")),
                ("happened_on", models.DateField(verbose_name="on")),
                ("precision", models.CharField(choices=PRECISION, default="day", max_length=10)),
                ("at_time", models.TimeField(blank=True, null=True, verbose_name="at")),
                ("handed_by", carisecure.access.fields.FreeTextField(verbose_name="handed over by")),
                ("handed_to", carisecure.access.fields.FreeTextField(blank=True, verbose_name="handed to")),
                ("place", carisecure.access.fields.FreeTextField(blank=True, verbose_name="where")),
                ("seal", carisecure.access.fields.FreeTextField(blank=True, verbose_name="number of the seal")),
                ("note", carisecure.access.fields.FreeTextField(blank=True, verbose_name="note")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="custody_events", to="cases.case"
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="custody_events", to="cases.exhibit"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.custodyevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of custody",
                "verbose_name_plural": "events of custody",
                "ordering": ["number", "version"],
            },
        ),
        migrations.AddConstraint(
            model_name="custodyevent",
            constraint=models.UniqueConstraint(fields=("exhibit", "number", "version"), name="custody_number_once"),
        ),
        RaiseWall("CustodyEvent", guard="cases.Case", anchor="case_id"),
        KeepForever("CustodyEvent"),
        # Again, for the new columns: what was typed into them is masked as well.
        Watch("Exhibit"),
        KeepForever("Exhibit", may_change=("stem_tokens",)),
    ]
