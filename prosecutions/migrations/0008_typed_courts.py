"""Courts and complaint numbers are typed: the ledger keeps only that they changed, from now on. Its older lines stay."""

from django.db import migrations

from carisecure.access.fields import TypedField
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0007_reviewed_grants")]

    operations = [
        migrations.AlterField(
            "charge", "complaint_number", TypedField(blank=True, max_length=60, verbose_name="complaint number")
        ),
        migrations.AlterField("charge", "court", TypedField(blank=True, max_length=120, verbose_name="court")),
        migrations.AlterField("hearing", "court", TypedField(max_length=120, verbose_name="court")),
        Watch("Charge"),
        Watch("Hearing"),
    ]
