"""One entry of who somebody is can be marked as a mistake. The ledger keeps of the reason only that it changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_typed_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="personidentity",
            name="mistaken_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="personidentity",
            name="mistaken_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personidentity",
            name="mistaken_why",
            field=carisecure.access.fields.IdentityField(
                blank=True, default=Sealed, verbose_name="why it was a mistake"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="personidentity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mistaken_at", None), ("mistaken_by", None)),
                    models.Q(("mistaken_at__isnull", False), ("mistaken_by__isnull", False)),
                    _connector="OR",
                ),
                name="identity_mistake_by_somebody",
            ),
        ),
        Watch("PersonIdentity"),
    ]
