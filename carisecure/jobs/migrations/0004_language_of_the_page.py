"""In which language somebody asked for a job, so that its files are made in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_worded_when_shown")]

    operations = [migrations.AddField("job", "language", models.CharField(blank=True, default="", max_length=10))]
