"""Lists stand in the one order of names (carisecure/collation.py)."""

from django.db import migrations

import carisecure.collation


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_opened_files"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="collection",
            options={
                "ordering": [carisecure.collation.ByName("name")],
                "verbose_name": "collection",
                "verbose_name_plural": "collections",
            },
        ),
        migrations.AlterModelOptions(
            name="importmapping",
            options={"ordering": [carisecure.collation.ByName("name")]},
        ),
    ]
