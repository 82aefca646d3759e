"""Approvals by two people, emergency access, and the clocks of sealed cases."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import RaiseWall

SQL = Path(__file__).resolve().parent / "sql"

# A trigger's function needs no right to be called by a statement that fires it. What the application may call is named.
RIGHTS = """
revoke all on function carisecure.holders_of_case(uuid, text) from public;
revoke all on function carisecure.grant_until(uuid, uuid, integer, timestamptz) from public;
alter function carisecure.holders_of_case(uuid, text) owner to carisecure_system;
alter function carisecure.grant_until(uuid, uuid, integer, timestamptz) owner to carisecure_system;
alter function carisecure.ask_next_for_approvals() owner to carisecure_system;
alter function carisecure.open_in_emergency(uuid, text, bytea, integer) owner to carisecure_system;
alter function carisecure.open_emergencies(uuid) owner to carisecure_system;
alter function carisecure.end_emergency(uuid) owner to carisecure_system;
alter function carisecure.sealed_clocks(text) owner to carisecure_system;
create trigger guard before insert or update on cases_approval
  for each row execute function carisecure.guard_approval();
create trigger guard before update on cases_emergencyaccess
  for each row execute function carisecure.guard_emergency();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="compartment",
            field=models.CharField(
                choices=[("agency", "The unit"), ("restricted", "Named people only"), ("sealed", "Sealed")],
                default="agency",
                max_length=20,
                verbose_name="who can be given access",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("close_not_trafficking", "Closing an opened case as “not trafficking”"),
                            ("copy_with_names", "A downloadable copy with names"),
                            ("disposal", "Disposal"),
                            ("lift_hold", "Lifting a hold"),
                            ("unseal", "Opening a restricted or sealed case"),
                            ("readmit", "Ending an exclusion"),
                            ("grant", "Giving somebody access outside the usual procedure"),
                            ("erase_identity", "Erasing an identity"),
                        ],
                        max_length=30,
                        verbose_name="what for",
                    ),
                ),
                ("subject", models.UUIDField(blank=True, null=True)),
                ("params", models.JSONField(blank=True, default=dict)),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("receiver", carisecure.access.fields.FreeTextField(blank=True, verbose_name="for whom")),
                ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="asked")),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("is_granted", models.BooleanField(null=True)),
                ("answer", carisecure.access.fields.FreeTextField(blank=True, verbose_name="answer")),
                ("good_until", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "asked_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="cases.case"
                    ),
                ),
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
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
                "ordering": ["requested_at"],
                "indexes": [
                    models.Index(condition=models.Q(("decided_at", None)), fields=["asked_at"], name="approval_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                        name="approval_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_granted", None)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_granted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approval_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at", None),
                            models.Q(("is_granted", True), ("is_granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="approval_used_after_yes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("case", "kind", "subject"),
                        name="approval_asked_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
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
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("justified", "Justified"),
                            ("to_be_asked", "Needs to be discussed"),
                            ("not_justified", "Not justified"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("review", carisecure.access.fields.FreeTextField(blank=True, verbose_name="what was looked at")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="emergencies", to="cases.case"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "emergency access",
                "verbose_name_plural": "emergency accesses",
                "ordering": ["-opened_at"],
                "indexes": [
                    models.Index(fields=["user", "ends_at"], name="emergency_open"),
                    models.Index(
                        condition=models.Q(("reviewed_at", None)), fields=["opened_at"], name="emergency_unreviewed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_by", models.F("user")), _negated=True),
                        name="emergency_reviewed_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None)),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="emergency_reviewed_whole",
                    ),
                ],
            },
        ),
        migrations.AddField("casegrant", "kept_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "casegrant",
            "kept_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        RaiseWall("Approval", guard="cases.Case", anchor="case_id"),
        RaiseWall("EmergencyAccess", guard="cases.Case", anchor="case_id"),
        migrations.RunSQL((SQL / "approvals.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "emergency.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
