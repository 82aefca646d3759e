"""Approvals and new leads in the columns, constraints and guard of everything that takes two people."""

from pathlib import Path

import django.utils.timezone
from django.db import migrations, models

from carisecure.access.two_people.migrating import TakeTwo

SQL = Path(__file__).resolve().parent / "sql" / "new_lead_by_two.sql"
OLD = ("new_lead_takes_two_people", "new_lead_decided_whole", "new_lead_asked_once")


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_names_together"), ("access", "0011_two_people")]

    operations = [
        migrations.AlterField("Approval", "kind", models.CharField("what for", max_length=30)),
        migrations.AlterField("Approval", "asked_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AlterField(
            "Approval", "requested_at", models.DateTimeField("asked", default=django.utils.timezone.now)
        ),
        TakeTwo("Approval", free=("version", "excluded_groups", "asked_of_id", "asked_at"), again=True),
        migrations.RunSQL("drop function carisecure.guard_approval()", migrations.RunSQL.noop),
        *(migrations.RemoveConstraint("NewLead", name) for name in OLD),
        migrations.RenameField("NewLead", "asked_by", "requested_by"),
        migrations.RenameField("NewLead", "asked_at", "requested_at"),
        migrations.AddField("NewLead", "good_until", models.DateTimeField(null=True)),
        migrations.AddField("NewLead", "used_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "NewLead", "requested_at", models.DateTimeField("asked", default=django.utils.timezone.now)
        ),
        migrations.AddConstraint(
            "NewLead",
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("requested_by")), name="newlead_takes_two_people"
            ),
        ),
        migrations.AddConstraint(
            "NewLead",
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, is_granted=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="newlead_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            "NewLead",
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(is_granted__isnull=False, is_granted=True),
                name="newlead_used_after_yes",
            ),
        ),
        migrations.AddConstraint(
            "NewLead",
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(decided_at=None), nulls_distinct=False, name="newlead_asked_once"
            ),
        ),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        TakeTwo("NewLead", free=("good_until",)),
    ]
