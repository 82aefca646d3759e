"""Copies with names, holds, disposal, and a new lead for a sealed case that everybody has left."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql"

# What the application may call is what is not revoked here; a trigger's function needs no right to be fired.
RIGHTS = """
revoke all on cases_newlead from carisecure_app;
revoke all on function carisecure.was_agreed(text, uuid, uuid) from public;
revoke all on function carisecure.speaks_as_auditor(text, integer[]) from public;
revoke all on function carisecure.is_orphaned(uuid) from public;
revoke all on function carisecure.may_become_lead(uuid, uuid) from public;
alter function carisecure.was_agreed(text, uuid, uuid) owner to carisecure_system;
alter function carisecure.identity_is_kept(uuid) owner to carisecure_system;
alter function carisecure.people_of_this_case_alone(uuid) owner to carisecure_system;
alter function carisecure.speaks_as_auditor(text, integer[]) owner to carisecure_system;
alter function carisecure.is_orphaned(uuid) owner to carisecure_system;
alter function carisecure.may_become_lead(uuid, uuid) owner to carisecure_system;
alter function carisecure.ask_new_lead(uuid, text, text, uuid) owner to carisecure_system;
alter function carisecure.decide_new_lead(uuid, boolean) owner to carisecure_system;
alter function carisecure.new_leads() owner to carisecure_system;
create trigger guard before insert or update or delete on cases_casecopy
  for each row execute function carisecure.guard_copy();
create trigger guard before insert or update or delete on cases_hold
  for each row execute function carisecure.guard_hold();
create trigger guard before insert or update or delete on cases_disposal
  for each row execute function carisecure.guard_disposal();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_unusual_reading"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseCopy",
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
                ("number", models.PositiveIntegerField(verbose_name="copy number")),
                (
                    "form",
                    models.CharField(
                        choices=[("pages", "Pages to print"), ("sheet", "Spreadsheet")],
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="cases.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="cases.case"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "copy with names",
                "verbose_name_plural": "copies with names",
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="copy_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.approval"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposal", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "disposal",
                "verbose_name_plural": "disposals",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("agreed_by")), _negated=True),
                        name="disposal_takes_two_people",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                            ("court_order", "A court ordered it"),
                            ("proceedings", "Proceedings or an appeal are pending or expected"),
                            ("inquiry", "A complaint or an inquiry"),
                            ("claim", "A claim of the person, such as compensation"),
                            ("other_country", "Requested by another country"),
                            ("other", "Another ground"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("placed_at", models.DateTimeField(verbose_name="placed")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="cases.case"
                    ),
                ),
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
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "ordering": ["placed_at"],
                "indexes": [
                    models.Index(condition=models.Q(("lifted_at", None)), fields=["case"], name="hold_standing")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hold_lifted_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NewLead",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("is_granted", models.BooleanField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
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
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "new lead of a sealed case",
                "verbose_name_plural": "new leads of sealed cases",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        name="new_lead_takes_two_people",
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
                        name="new_lead_decided_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("case",), name="new_lead_asked_once"
                    ),
                ],
            },
        ),
        RaiseWall("CaseCopy", guard="cases.Case", anchor="case_id"),
        RaiseWall("Hold", guard="cases.Case", anchor="case_id"),
        RaiseWall("Disposal", guard="cases.Case", anchor="case_id", statistics=True),
        Watch("NewLead"),
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in ("copies", "keeping", "new_lead")
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
