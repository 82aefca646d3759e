"""The arguments of a refusal, so that it is worded when it is shown and not when it happens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_own_jobs_only")]

    operations = [migrations.AddField("job", "arguments", models.JSONField(default=dict))]
