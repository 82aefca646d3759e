"""The planner learns how many grants of each permission a group holds."""

from django.db import migrations

from carisecure.access.migration_operations import CountTogether


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_append_only")]

    operations = [CountTogether("CaseGrant"), CountTogether("InvolvementGrant")]
