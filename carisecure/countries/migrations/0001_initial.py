"""Numbers on call that the unit fills in, watched by the ledger like agencies and people."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0002_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="OnCallNumber",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("note", carisecure.access.fields.TypedField(blank=True, max_length=80, verbose_name="note")),
                ("rung_on", models.DateField(verbose_name="confirmed by ringing it on")),
                ("confirmed_at", models.DateTimeField(auto_now=True, verbose_name="confirmed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "on-call number",
                "verbose_name_plural": "on-call numbers",
            },
        ),
        Watch("OnCallNumber"),
    ]
