"""The weekly review of unusual reading: a row is its reviewer's, and the reader's once something was asked of them."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import GROUPS, Watch

SQL = Path(__file__).resolve().parent.parent / "sql"
USER = "(select nullif(current_setting('carisecure.user', true), '')::uuid)"
HOUSE = "(select current_setting('carisecure.purpose', true)) = 'maintenance'"
ONE_OF_THE_TWO = (
    f"({HOUSE} or ((reviewer_id = {USER} or (reader_id = {USER} and asked_at is not null))"
    f" and not excluded_groups && {GROUPS}))"
)
POLICIES = f"""
alter table audit_unusualreading enable row level security;
alter table audit_unusualreading force row level security;
create policy two_select on audit_unusualreading for select using {ONE_OF_THE_TWO};
create policy two_insert on audit_unusualreading for insert with check ({HOUSE});
create policy two_update on audit_unusualreading for update using {ONE_OF_THE_TWO} with check {ONE_OF_THE_TWO};
create trigger guard before update on audit_unusualreading
  for each row execute function carisecure.guard_unusual_reading();
revoke all on function carisecure.readings_between(timestamptz, timestamptz) from public;
grant execute on function carisecure.readings_between(timestamptz, timestamptz) to carisecure_app;
alter function carisecure.readings_between(timestamptz, timestamptz) owner to carisecure_system;
"""  # noqa: S608  (a table of our own)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_watch_sign_in"),
        ("audit", "0002_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnusualReading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "excluded_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("week", models.DateField(verbose_name="week of")),
                ("case_id", models.UUIDField(null=True)),
                ("is_sealed", models.BooleanField(default=False)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("own_family", "same family name"),
                                ("night", "at night, off duty"),
                                ("no_task", "no task in the case"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("times", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("question", carisecure.access.fields.FreeTextField(blank=True, verbose_name="question")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", carisecure.access.fields.FreeTextField(blank=True, verbose_name="answer")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("fine", "In order"), ("not_explained", "Not explained")],
                        max_length=20,
                        verbose_name="outcome",
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
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "unusual access",
                "verbose_name_plural": "unusual accesses",
                "ordering": ["-week", "first_at"],
                "indexes": [
                    models.Index(fields=["reviewer", "week"], name="unusual_by_reviewer"),
                    models.Index(
                        condition=models.Q(("asked_at__isnull", False)), fields=["reader"], name="unusual_asked"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("week", "reader", "case_id"), name="unusual_once_a_week", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", models.F("reader")), _negated=True),
                        name="unusual_reviewed_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("reader")), _negated=True),
                        name="unusual_decided_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered_at", None), ("asked_at__isnull", False), _connector="OR"),
                        name="unusual_answered_after_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="unusual_decided_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "review.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        # That a name was like another one is for two people alone, not for whoever reads the log.
        Watch("UnusualReading", masked=("reasons",)),
    ]
