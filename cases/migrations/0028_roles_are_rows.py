"""What somebody is to a case stands in rows; the involvement repeats what stands, by the database's own hand."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models
from carisecure.access.migration_operations import KeepForever, RaiseWall

SQL = Path(__file__).resolve().parent / "sql" / "roles.sql"
# What is there already: one role each, since nobody knows when.
EARLIER = """
set local role carisecure_system;
update cases_involvement set standing_roles = array[main_role];
insert into cases_involvementpart (id, excluded_groups, version, created_at, recorded_at, recorded_by_id, entry_key,
                                   correction_reason, is_retracted, involvement_id, role, since_precision,
                                   ended_precision, relationship, arrested_precision, cautioned_precision)
select told.key, i.excluded_groups, 1, i.created_at, i.created_at,
       coalesce((select c.opened_by_id from cases_case c where c.id = i.case_id),
                (select g.granted_by_id from cases_involvementgrant g where g.content_object_id = i.id limit 1),
                (select u.id from accounts_user u order by u.id limit 1)),
       told.key, '', false, i.id, i.main_role, 'day', 'day', '', 'day', 'day'
  from cases_involvement i cross join lateral (select gen_random_uuid() as key where i.id is not null) told;
set constraints all immediate;
set constraints all deferred;
set local role carisecure_owner;
"""
FUNCTIONS = ("roles_that_stand(uuid)", "tell_first_role()", "involvement_follows_roles()")
# A trigger's function needs no right to be called by a statement that fires it. Only the owner attaches it.
RIGHTS = "".join(
    f"revoke all on function carisecure.{name} from public;"
    f" alter function carisecure.{name} owner to carisecure_system;"
    for name in FUNCTIONS
)
ATTACHED = (
    "set local role carisecure_system;"
    + "".join(f"grant execute on function carisecure.{name} to carisecure_owner;" for name in FUNCTIONS[1:])
    + "set local role carisecure_owner;"
)
TRIGGERS = """
create trigger guard before insert or update on cases_involvement
  for each row execute function carisecure.guard_roles();
create trigger tell_first_role after insert on cases_involvement
  for each row execute function carisecure.tell_first_role();
create trigger roles_stand after insert on cases_involvementpart
  for each row execute function carisecure.involvement_follows_roles();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_reports_follow_their_case"),
        # Functions of that app read the column by its name of before.
        ("prosecutions", "0017_reports_that_join"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(
            model_name="involvement",
            old_name="role",
            new_name="main_role",
        ),
        migrations.AddField(
            model_name="involvement",
            name="standing_roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), default=list, editable=False, size=None
            ),
        ),
        migrations.CreateModel(
            name="InvolvementPart",
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
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("possible_victim", "Possible victim"),
                            ("suspect", "Suspect"),
                            ("witness", "Witness"),
                            ("reporter", "Reporter"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="since")),
                (
                    "since_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                (
                    "ended_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                (
                    "relationship",
                    models.CharField(blank=True, max_length=40, verbose_name="relationship to the victim"),
                ),
                ("arrested_on", models.DateField(blank=True, null=True, verbose_name="arrested on")),
                (
                    "arrested_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("cautioned_on", models.DateField(blank=True, null=True, verbose_name="cautioned on")),
                (
                    "cautioned_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="cases.involvement"
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
                        to="cases.involvementpart",
                    ),
                ),
            ],
            options={
                "verbose_name": "role in the case",
                "verbose_name_plural": "roles in the case",
                "ordering": ["created_at"],
            },
        ),
        RaiseWall("InvolvementPart", guard="cases.Involvement", anchor="involvement_id", statistics=True),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        KeepForever("InvolvementPart"),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(ATTACHED, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
