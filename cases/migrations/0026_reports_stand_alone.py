"""A report becomes an anchor of its own, with its grants and the decisions about it.

Nothing is released: a database with reports from before is not converted but made anew, and says so.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models

ONLY_NEW = """
do $$ begin
    if exists (select from cases_intakereport) then
        raise exception 'This database is from before reports could stand alone. Make it anew (the demonstration is'
            ' rebuilt by removing var/ and running make demo).';
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_one_order_of_names"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0025_stage_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(ONLY_NEW, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ReportGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("sharing_agreement", models.CharField(blank=True, max_length=200)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TriageDecision",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("opens_case", "Opens a case"),
                            ("joins_case", "Joins a case"),
                            ("to_screening", "Goes to a screening"),
                            ("passed_on", "Passed to another agency"),
                            ("not_trafficking", "Not trafficking"),
                            ("repeats", "Repeats another report"),
                        ],
                        max_length=20,
                        verbose_name="decision",
                    ),
                ),
                ("reason", carisecure.access.fields.FreeTextField(blank=True, verbose_name="reason")),
                ("happened_on", models.DateField(verbose_name="decided on")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("entry_key", carisecure.corrections.models.EntryKeyField(db_index=True, editable=False)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=carisecure.corrections.models.this_moment, editable=False, verbose_name="recorded"
                    ),
                ),
                (
                    "correction_reason",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="why it was corrected"
                    ),
                ),
                ("is_retracted", models.BooleanField(default=False, editable=False, verbose_name="did not happen")),
            ],
            options={
                "verbose_name": "decision on a report",
                "verbose_name_plural": "decisions on reports",
                "ordering": ["recorded_at"],
            },
        ),
        migrations.AlterModelOptions(
            name="intakereport",
            options={
                "ordering": ["received_at"],
                "permissions": [("see_identity_intakereport", "Can see who the people of a report are")],
                "verbose_name": "report",
                "verbose_name_plural": "reports",
            },
        ),
        migrations.AddField(
            model_name="intakereport",
            name="agency",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.agency",
                verbose_name="unit",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="intakereport",
            name="form",
            field=models.CharField(blank=True, max_length=60, verbose_name="form of exploitation"),
        ),
        migrations.AddField(
            model_name="intakereport",
            name="is_child_involved",
            field=models.BooleanField(default=False, verbose_name="a child may be involved"),
        ),
        migrations.AddField(
            model_name="intakereport",
            name="is_hour_known",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="intakereport",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("opens_case", "Opens a case"),
                    ("joins_case", "Joins a case"),
                    ("to_screening", "Goes to a screening"),
                    ("passed_on", "Passed to another agency"),
                    ("not_trafficking", "Not trafficking"),
                    ("repeats", "Repeats another report"),
                ],
                editable=False,
                max_length=20,
                verbose_name="decision",
            ),
        ),
        migrations.AddField(
            model_name="intakereport",
            name="received_on",
            field=models.DateField(default=None, verbose_name="received"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="intakereport",
            name="received_precision",
            field=models.CharField(
                choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                default="day",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="intakereport",
            name="case",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="intakereport",
            index=models.Index(fields=["received_at", "id"], name="report_newest"),
        ),
        migrations.AddIndex(
            model_name="intakereport",
            index=models.Index(
                condition=models.Q(("outcome", "")), fields=["received_at", "id"], name="report_waiting"
            ),
        ),
        migrations.AddField(
            model_name="reportgrant",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to="cases.intakereport",
            ),
        ),
        migrations.AddField(
            model_name="reportgrant",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportgrant",
            name="group",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group"),
        ),
        migrations.AddField(
            model_name="reportgrant",
            name="kept_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reportgrant",
            name="permission",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="agency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.agency",
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="case",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="repeats",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.intakereport",
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cases.triagedecision",
            ),
        ),
        migrations.AddField(
            model_name="triagedecision",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.intakereport"
            ),
        ),
        migrations.AddIndex(
            model_name="reportgrant",
            index=models.Index(
                fields=["content_object", "permission"], include=("group", "expires_at"), name="reportgrant_probe"
            ),
        ),
        migrations.AddIndex(
            model_name="reportgrant",
            index=models.Index(
                fields=["group", "permission"], include=("content_object", "expires_at"), name="reportgrant_path"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="reportgrant",
            unique_together={("group", "permission", "content_object")},
        ),
        migrations.AddConstraint(
            model_name="triagedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome__in", ["opens_case", "joins_case"]),
                        ("case__isnull", False),
                        ("repeats__isnull", True),
                        ("agency__isnull", True),
                    ),
                    models.Q(
                        ("outcome", "passed_on"),
                        ("case__isnull", True),
                        ("repeats__isnull", True),
                        ("agency__isnull", False),
                    ),
                    models.Q(("outcome", "repeats"), ("repeats__isnull", False), ("agency__isnull", True)),
                    models.Q(
                        ("outcome__in", ["to_screening", "not_trafficking"]),
                        ("case__isnull", True),
                        ("repeats__isnull", True),
                        ("agency__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="triage_has_its_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="triagedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repeats", None), models.Q(("repeats", models.F("report")), _negated=True), _connector="OR"
                ),
                name="triage_repeats_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="triagedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)), fields=("report",), name="triage_begun_once"
            ),
        ),
        migrations.CreateModel(
            name="ReportPerson",
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
                    "involvement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.involvement"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told", to="cases.intakereport"
                    ),
                ),
            ],
            options={
                "verbose_name": "person of a report",
                "verbose_name_plural": "people of reports",
            },
        ),
    ]
