"""A file can have gone on a day before it was entered."""

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

# Append-only (0003): the new column is filled once, here, with what the rows say already.
FIRST = f"""
alter table prosecutions_filesubmission disable trigger kept;
set local role carisecure_system;
update prosecutions_filesubmission set sent_on = (submitted_at at time zone '{settings.TIME_ZONE}')::date;
set local role carisecure_owner;
alter table prosecutions_filesubmission enable trigger kept;
"""  # noqa: S608  (a setting of the house)


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0023_accused_key")]

    operations = [
        migrations.AddField("filesubmission", "sent_on", models.DateField(null=True, verbose_name="sent on")),
        *(migrations.RunSQL(one.strip(), migrations.RunSQL.noop) for one in FIRST.strip().split(";") if one.strip()),
        migrations.AlterField(
            "filesubmission", "sent_on", models.DateField(default=timezone.localdate, verbose_name="sent on")
        ),
    ]
