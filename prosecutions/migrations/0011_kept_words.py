"""A frozen file keeps what its words were made from, so that it can be read in another language."""

from django.db import migrations

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0010_names_without_mistakes")]

    operations = [
        migrations.AddField(
            model_name="fileitem",
            name="kept",
            field=carisecure.access.fields.FreeTextField(blank=True, default=Sealed),
            preserve_default=False,
        ),
        Watch("FileItem"),
    ]
