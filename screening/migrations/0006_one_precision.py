"""How exactly a date is known has one set of words in the house. No column changes: the codes are the same."""

from django.db import migrations, models

PRECISIONS = [("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")]


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_about_officials")]

    operations = [
        migrations.AlterField(
            "referralevent", "precision", models.CharField(choices=PRECISIONS, default="day", max_length=10)
        ),
        migrations.AlterField(
            "statusdetermination",
            "precision",
            models.CharField(choices=PRECISIONS, default="day", max_length=10, verbose_name="date known to"),
        ),
    ]
