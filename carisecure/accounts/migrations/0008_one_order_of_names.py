"""Lists stand in the one order of names (carisecure/collation.py)."""

from django.db import migrations

import carisecure.collation


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_let_in_by_two"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agency",
            options={
                "ordering": [carisecure.collation.ByName("name")],
                "verbose_name": "agency",
                "verbose_name_plural": "agencies",
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": [carisecure.collation.ByName("full_name")],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
    ]
