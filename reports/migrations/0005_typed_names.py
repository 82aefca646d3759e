"""Names of collections and mappings and a sheet's own ids are typed: the ledger keeps only that they changed, from now on.

Its older lines stay as they are.
"""

from django.db import migrations

from carisecure.access.fields import TypedField
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_sealed_mappings")]

    operations = [
        migrations.AlterField("collection", "name", TypedField(max_length=120, verbose_name="name")),
        migrations.AlterField(
            "collection", "citation", TypedField(blank=True, max_length=300, verbose_name="how to cite it")
        ),
        migrations.AlterField("importmapping", "name", TypedField(max_length=120, verbose_name="name")),
        migrations.AlterField("importbatch", "mapping_name", TypedField(blank=True, max_length=120)),
        migrations.AlterField("referencerecord", "source_id", TypedField(max_length=80, null=True)),  # type: ignore[misc]
        Watch("Collection"),
        Watch("ImportMapping"),
        Watch("ImportBatch"),
        Watch("ReferenceRecord"),
    ]
