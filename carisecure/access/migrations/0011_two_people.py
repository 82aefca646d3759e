"""Work on the keys in the columns, constraints and guard of everything that takes two people."""

from pathlib import Path

import django.utils.timezone
from django.db import migrations, models

from carisecure.access.two_people.migrating import TakeTwo

SQL = Path(__file__).resolve().parent.parent / "sql" / "two_people.sql"
OLD = ("keys_take_two_people", "key_request_decided_whole", "key_request_done_after_yes", "key_request_asked_once")


class Migration(migrations.Migration):
    dependencies = [("access", "0010_fewer_questions_of_the_index")]

    operations = [
        *(migrations.RemoveConstraint("KeyRequest", name) for name in OLD),
        migrations.RenameField("KeyRequest", "done_at", "used_at"),
        migrations.AlterField(
            "KeyRequest", "requested_at", models.DateTimeField("asked", default=django.utils.timezone.now)
        ),
        migrations.AlterField("KeyRequest", "decided_at", models.DateTimeField("decided", null=True)),
        migrations.AddConstraint(
            "KeyRequest",
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("requested_by")), name="keyrequest_takes_two_people"
            ),
        ),
        migrations.AddConstraint(
            "KeyRequest",
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None, is_granted=None)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="keyrequest_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            "KeyRequest",
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(is_granted__isnull=False, is_granted=True),
                name="keyrequest_used_after_yes",
            ),
        ),
        migrations.AddConstraint(
            "KeyRequest",
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(decided_at=None), nulls_distinct=False, name="keyrequest_asked_once"
            ),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        TakeTwo("KeyRequest", free=("job", "done_count")),
        migrations.RunSQL("drop function carisecure.guard_key_request()", migrations.RunSQL.noop),
    ]
