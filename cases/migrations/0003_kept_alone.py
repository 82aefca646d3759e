"""Holds and disposal of a report that is in no case: two people, tables that keep what the operations say."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import KeepForever, RaiseWall
from carisecure.access.two_people.migrating import TakeTwo

SQL = Path(__file__).resolve().parent / "sql"
DECIDED = ("version", "decided_by_id", "decided_at", "is_granted", "answer", "good_until", "used_at")


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportApproval",
            fields=[
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("is_granted", models.BooleanField(null=True)),
                ("good_until", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("answer", carisecure.access.fields.FreeTextField(blank=True, verbose_name="answer")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "excluded_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("kind", models.CharField(max_length=30, verbose_name="what for")),
                ("subject", models.UUIDField(blank=True, null=True)),
                ("params", models.JSONField(blank=True, default=dict)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="cases.intakereport"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "approval about a report",
                "verbose_name_plural": "approvals about reports",
                "ordering": ["requested_at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportDisposal",
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
                    "ground",
                    models.CharField(
                        choices=[
                            ("retention_over", "The retention period is over"),
                            ("court_order", "A court ordered it"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("counts", models.JSONField(default=dict)),
                ("disposed_at", models.DateTimeField(verbose_name="disposed of")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.reportapproval"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposal", to="cases.intakereport"
                    ),
                ),
            ],
            options={
                "verbose_name": "disposal of a report",
                "verbose_name_plural": "disposals of reports",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportHold",
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
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="cases.intakereport"
                    ),
                ),
            ],
            options={
                "verbose_name": "hold of a report",
                "verbose_name_plural": "holds of reports",
                "ordering": ["placed_at"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="reportapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                name="reportapproval_takes_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("is_granted", None)),
                    models.Q(
                        ("decided_at__isnull", False), ("decided_by__isnull", False), ("is_granted__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="reportapproval_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_at", None), models.Q(("is_granted", True), ("is_granted__isnull", False)), _connector="OR"
                ),
                name="reportapproval_used_after_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportapproval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("report", "kind", "subject"),
                name="reportapproval_asked_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdisposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by", models.F("agreed_by")), _negated=True),
                name="reportdisposal_takes_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="reporthold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="reporthold_lifted_whole",
            ),
        ),
        RaiseWall("ReportApproval", guard="cases.IntakeReport", anchor="report_id"),
        RaiseWall("ReportHold", guard="cases.IntakeReport", anchor="report_id"),
        RaiseWall("ReportDisposal", guard="cases.IntakeReport", anchor="report_id"),
        KeepForever("ReportApproval", may_change=DECIDED),
        TakeTwo("ReportApproval", free=("version", "excluded_groups"), again=False),
        run("kept"),
        run("kept_reports"),
    ]
