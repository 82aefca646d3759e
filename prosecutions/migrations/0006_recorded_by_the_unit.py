"""A matter that the unit recorded from its own papers, and the day of a file that is known in part.

Adding a column towards the unwalled table of users validates no row behind a wall: all are empty.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql" / "accused_of_the_unit.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("prosecutions", "0005_provisional"),
        ("cases", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="filesubmission",
            name="sent_precision",
            field=models.CharField(
                choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                default="day",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="prosecution",
            name="is_recorded_by_unit",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="prosecution",
            name="handed_over_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="prosecution",
            name="adopted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="prosecution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_recorded_by_unit", True),
                    models.Q(("adopted_by", None), ("handed_over_at", None)),
                    _connector="OR",
                ),
                name="matter_handed_over_by_the_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="prosecution",
            constraint=models.CheckConstraint(
                condition=models.Q(("handed_over_at__isnull", False), ("adopted_by", None), _connector="OR"),
                name="matter_adopted_once_handed_over",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
