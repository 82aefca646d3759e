"""The stages of a case are events that stay, each on its day; the case repeats the latest."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models
from carisecure.access.migration_operations import KeepForever, RaiseWall
from carisecure.corrections.models import this_moment

SQL = Path(__file__).resolve().parent / "sql" / "stage_events.sql"
RIGHTS = """
alter function carisecure.tell_stage() owner to carisecure_system;
revoke all on function carisecure.tell_stage() from public;
grant execute on function carisecure.tell_stage() to carisecure_owner;
"""
TRIGGER = f"""
create trigger tell_stage after insert or update of stage on public.cases_case
    for each row execute function carisecure.tell_stage('{settings.TIME_ZONE}');
"""
# What is there already: opened when it was entered, and where it stands today since it was closed or last moved.
EARLIER = """
set local role carisecure_system;
update cases_case set opened_on = (opened_at at time zone 'ZONE')::date;
with told as (
    select c.id as case_id, 1 as position, 'reported' as stage, c.opened_on as happened_on, '' as reason,
           c.opened_by_id, c.excluded_groups, gen_random_uuid() as key, c.opened_at as at from cases_case c
    union all
    select c.id, 2, c.stage, coalesce(c.closed_on, (c.last_moved_at at time zone 'ZONE')::date),
           c.closure_reason, c.opened_by_id, c.excluded_groups, gen_random_uuid(), c.last_moved_at
      from cases_case c where c.stage <> 'reported')
insert into cases_casestageevent (id, excluded_groups, version, created_at, recorded_at, recorded_by_id, entry_key,
                                  correction_reason, is_retracted, case_id, position, stage, happened_on, precision,
                                  reason, note)
select key, excluded_groups, 1, at, at, opened_by_id, key, '', false, case_id, position, stage, happened_on, 'day',
       reason, '' from told;
set local role carisecure_owner;
""".replace("ZONE", settings.TIME_ZONE)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_working_title"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="opened_on",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="opened"),
        ),
        migrations.AddField(
            model_name="case",
            name="opened_precision",
            field=models.CharField(
                choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                default="day",
                max_length=10,
                verbose_name="opened, known",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="opened_at",
            field=models.DateTimeField(verbose_name="entered"),
        ),
        migrations.CreateModel(
            name="CaseStageEvent",
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
                    models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
                ),
                ("entry_key", carisecure.corrections.models.EntryKeyField(db_index=True, editable=False)),
                (
                    "correction_reason",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="why it was corrected"
                    ),
                ),
                ("is_retracted", models.BooleanField(default=False, editable=False, verbose_name="did not happen")),
                ("position", models.PositiveSmallIntegerField(editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("reported", "Reported"),
                            ("under_investigation", "Under investigation"),
                            ("with_dpp", "With the DPP"),
                            ("before_court", "Before the court"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=30,
                        verbose_name="stage",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                        verbose_name="known",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="closed because")),
                (
                    "note",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="explanation"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stage_events", to="cases.case"
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
                        to="cases.casestageevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage of a case",
                "verbose_name_plural": "stages of a case",
                "ordering": ["position", "version"],
            },
        ),
        RaiseWall("CaseStageEvent", guard="cases.Case", anchor="case_id", statistics=True),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        KeepForever("CaseStageEvent"),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, "drop trigger tell_stage on public.cases_case"),
    ]
