"""The mark of an exhibit is typed: the ledger keeps only that it changed, from now on. Its older lines stay as they are."""

from django.db import migrations

from carisecure.access.fields import TypedField
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_reviewed_grants")]

    operations = [
        migrations.AlterField("exhibit", "mark", TypedField(max_length=20, verbose_name="mark")),
        Watch("Exhibit"),
    ]
