"""A report stays in the words and with the facts it came in with; only the words by which it is found are blanked."""

from django.db import migrations

from carisecure.access.migration_operations import KeepForever


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_two_people"), ("access", "0005_append_only")]

    operations = [KeepForever("IntakeReport", may_change=("stem_tokens",))]
