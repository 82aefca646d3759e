"""A case has a working title, sealed like its summary."""

from django.db import migrations

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_corrected_material")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="title",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="working title"),
        ),
        Watch("Case"),
    ]
