"""How a file is opened (which sheet, what is hidden), and its rows' digests: a sheet is known when it comes again."""

from django.db import migrations, models
from django.db.models import Q

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch

STATES = [
    ("sent", "Just sent"),
    ("asking", "A question to answer"),
    ("received", "To be checked"),
    ("faulty", "Has errors"),
    ("checked", "Checked, no errors"),
    ("committed", "In the collection"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_typed_names")]

    operations = [
        # As a default for the rows there are only what is sealed already can be given: nothing.
        migrations.AddField(
            model_name="importbatch",
            name="opening_text",
            field=carisecure.access.fields.FreeTextField(default=Sealed),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="opening_text",
            field=carisecure.access.fields.FreeTextField(default="{}"),
        ),
        migrations.AddField("importbatch", "sheet_number", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("importbatch", "rows_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("importbatch", "records_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("importbatch", "is_again", models.BooleanField(default=False)),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(choices=STATES, default="sent", max_length=20, verbose_name="state"),
        ),
        migrations.RemoveConstraint("importbatch", "batch_file_once"),
        migrations.AddConstraint(
            "importbatch",
            models.UniqueConstraint(
                fields=["agency_group", "sha256", "sheet_number"],
                name="batch_file_once",
                condition=Q(state="committed"),
            ),
        ),
        Watch("ImportBatch"),
    ]
