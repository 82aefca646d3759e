"""An entry of the diary that the house wrote keeps the pieces it was worded from."""

from django.db import migrations

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_roles_are_rows")]

    operations = [
        migrations.AddField(
            model_name="note", name="kept", field=FreeTextField(blank=True, default=Sealed, editable=False)
        ),
        Watch("Note"),
    ]
