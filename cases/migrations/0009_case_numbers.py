"""The other numbers of a case, found by the whole number."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import carisecure.access.fields
import carisecure.access.index_fields
from carisecure.access.migration_operations import RaiseWall


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_listed"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "excluded_groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", carisecure.access.fields.FreeTextField(verbose_name="number")),
                ("token", carisecure.access.index_fields.ExactTokenField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "other number of a case",
                "verbose_name_plural": "other numbers of a case",
                "ordering": ["created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("token__isnull", False)), fields=["token"], name="case_number_token"
                    )
                ],
            },
        ),
        RaiseWall("CaseNumber", guard="cases.Case", anchor="case_id"),
    ]
