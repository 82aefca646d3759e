"""The planner learns how many grants of each permission a group holds."""

from django.db import migrations

from carisecure.access.migration_operations import CountTogether


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0003_append_only")]

    operations = [CountTogether("ProsecutionGrant")]
