"""The same human in several cases: links behind the wall of both ends, and numbers that figures count humans by."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import KeepForever, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql" / "same_human.sql"
CALLED = ("guard_same_person()", "number_ends()", "keep_ends()", "forget_with_identity()", "forget_with_case()")
FUNCTIONS = (*CALLED, "same_human_turn()", "one_human(uuid)", "number_human(uuid)", "cut_links(uuid)")
# A trigger's function needs no right to be called by a statement that fires it. Only the owner attaches it.
RIGHTS = "".join(
    f"revoke all on function carisecure.{name} from public;"
    f" alter function carisecure.{name} owner to carisecure_system;"
    for name in FUNCTIONS
)
ATTACHED = "".join(f"grant execute on function carisecure.{name} to carisecure_owner;" for name in CALLED)
TRIGGERS = """
create trigger guard before insert on cases_sameperson
  for each row execute function carisecure.guard_same_person();
create trigger keep_ends before update of first_id, second_id on cases_sameperson for each row
  when ((old.first_id, old.second_id) is distinct from (new.first_id, new.second_id))
  execute function carisecure.keep_ends();
create trigger number_ends after insert or update of ended_at on cases_sameperson
  for each row execute function carisecure.number_ends();
create trigger forget_same_human after update of destroyed_at on access_datakey for each row
  when (old.destroyed_at is null and new.destroyed_at is not null)
  execute function carisecure.forget_with_identity();
create trigger forget_same_human after insert on cases_disposal
  for each row execute function carisecure.forget_with_case();
alter table cases_humannumber enable row level security;
alter table cases_humannumber force row level security;
create policy counted on cases_humannumber for select
  using ((select current_setting('carisecure.purpose', true)) = 'statistics');
revoke insert, update, delete on cases_humannumber from carisecure_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_rows_with_several_ends"),
        ("cases", "0032_proof"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HumanNumber",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.person",
                    ),
                ),
                ("base", models.UUIDField(db_index=True)),
                ("number", models.UUIDField(db_index=True)),
            ],
            options={
                "verbose_name": "number of a human",
            },
        ),
        migrations.CreateModel(
            name="SamePerson",
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
                        choices=[("same", "The same human"), ("not_same", "Not the same")],
                        max_length=10,
                        verbose_name="what was said",
                    ),
                ),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "ended_why",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="why it was ended"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "the same human",
                "verbose_name_plural": "the same human",
                "ordering": ["made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("first", "second"), name="same_person_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first__isnull", False), ("first__lt", models.F("second")), ("second__isnull", False)
                            ),
                            models.Q(("first", None), ("second", None)),
                            _connector="OR",
                        ),
                        name="same_person_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="same_person_ended_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        RaiseWall(
            "SamePerson",
            guard="cases.Involvement",
            through="cases.Involvement",
            through_column="person_id",
            ends=("first_id", "second_id"),
            reading="see_identity",
        ),
        # Of its ends the ledger keeps that they were emptied: between whom it was must not outlive an erasure.
        Watch("SamePerson", masked=("first_id", "second_id")),
        KeepForever(
            "SamePerson", may_change=("version", "first_id", "second_id"), once=("ended_at", "ended_by_id", "ended_why")
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(ATTACHED, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
