"""The words of a report are corrected by a later row, which the report follows."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.access.index_fields
import carisecure.corrections.models
from carisecure.access.migration_operations import KeepForever, RaiseWall

SQL = Path(__file__).resolve().parent / "sql" / "report_words.sql"
# What the report repeats of its words; its texts stay.
FOLLOWS = (
    "as_corrected_id", "received_on", "received_precision", "received_at", "is_hour_known", "channel", "source",
    "from_whom", "danger_now", "region", "form", "is_child_involved", "is_official_involved",
)  # fmt: skip
RIGHTS = """
alter function carisecure.report_follows_words() owner to carisecure_system;
revoke all on function carisecure.report_follows_words() from public;
grant execute on function carisecure.report_follows_words() to carisecure_owner;
"""
TRIGGERS = """
create trigger guard before insert on cases_reportwords for each row execute function carisecure.guard_words();
create trigger worded after insert on cases_reportwords for each row execute function carisecure.report_follows_words();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_pieces_of_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportWords",
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
                (
                    "correction_reason",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="why it was corrected"
                    ),
                ),
                ("is_retracted", models.BooleanField(default=False, editable=False, verbose_name="did not happen")),
                ("received_on", models.DateField(verbose_name="received")),
                (
                    "received_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("is_hour_known", models.BooleanField(default=True)),
                ("channel", models.CharField(max_length=40, verbose_name="how it came in")),
                ("source", models.CharField(blank=True, max_length=40, verbose_name="from")),
                (
                    "from_whom",
                    models.CharField(
                        choices=[
                            ("named", "Gave a name"),
                            ("will_not_say", "Will not say"),
                            ("anonymous", "Anonymous"),
                            ("not_known", "Not known yet"),
                        ],
                        max_length=20,
                        verbose_name="who reported",
                    ),
                ),
                (
                    "danger_now",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("not_known", "Not known")],
                        max_length=20,
                        verbose_name="is anyone in danger now",
                    ),
                ),
                ("danger_note", carisecure.access.fields.FreeTextField(blank=True, verbose_name="what is the danger")),
                ("narrative", carisecure.access.fields.FreeTextField(verbose_name="what came in")),
                ("place", carisecure.access.fields.FreeTextField(blank=True, verbose_name="where")),
                ("stem_tokens", carisecure.access.index_fields.StemTokensField(size=None)),
                ("region", models.CharField(blank=True, max_length=40, verbose_name="region")),
                ("form", models.CharField(blank=True, max_length=60, verbose_name="form of exploitation")),
                ("is_child_involved", models.BooleanField(default=False, verbose_name="a child may be involved")),
                ("is_official_involved", models.BooleanField(default=False, verbose_name="an official is involved")),
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
                        to="cases.reportwords",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="worded", to="cases.intakereport"
                    ),
                ),
            ],
            options={
                "verbose_name": "words of a report",
                "verbose_name_plural": "words of reports",
                "ordering": ["recorded_at"],
            },
        ),
        migrations.AddField(
            model_name="intakereport",
            name="as_corrected",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.reportwords",
            ),
        ),
        migrations.AddIndex(
            model_name="reportwords",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["stem_tokens"], name="report_words_stems"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportwords",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)), fields=("report",), name="report_worded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportwords",
            constraint=models.CheckConstraint(condition=models.Q(("is_retracted", False)), name="report_words_stand"),
        ),
        RaiseWall("ReportWords", guard="cases.IntakeReport", anchor="report_id", statistics=True),
        KeepForever("ReportWords", may_change=("stem_tokens",)),
        KeepForever("IntakeReport", may_change=("stem_tokens", "case_id", "outcome", *FOLLOWS)),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
