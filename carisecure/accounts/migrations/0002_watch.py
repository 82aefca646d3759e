"""Who was let in, by whom, when: people and memberships are watched by the ledger."""

from django.db import migrations

from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0002_functions")]

    operations = [Watch("Agency"), Watch("User"), Watch("User_groups")]
