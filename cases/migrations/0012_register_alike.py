"""People of a register who may be one human, and what was said of them."""

from django.db import migrations

import carisecure.access.fields
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_file_changed")]

    operations = [
        migrations.AddField(
            "registerbatch",
            "alike_text",
            carisecure.access.fields.FreeTextField(default=carisecure.access.fields.Sealed),
        ),
        Watch("RegisterBatch"),
    ]
