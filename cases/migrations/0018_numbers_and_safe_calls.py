"""Telephones and documents are found by tokens of their numbers, and a telephone says when it is safe to call.

A migration has no keys: rows written before are found by their numbers after `manage.py rebuild_search_index`.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import carisecure.access.fields
import carisecure.access.index_fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_dangers_that_stand"),
    ]

    operations = [
        migrations.AddField(
            model_name="personidentity",
            name="number_tokens",
            field=carisecure.access.index_fields.NumberTokensField(size=None),
        ),
        migrations.AddField(
            model_name="personidentity",
            name="safe_to_call",
            field=carisecure.access.fields.IdentityField(
                blank=True, default=Sealed, verbose_name="when it is safe to call"
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="personidentity",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["number_tokens"], name="identity_numbers"
            ),
        ),
        Watch("PersonIdentity"),
    ]
