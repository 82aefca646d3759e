"""What proves each element, against whom: kept as it was recorded, behind the wall of its case."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models
from carisecure.access.migration_operations import KeepForever, RaiseWall


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0031_kept_by_an_agency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofItem",
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
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=carisecure.corrections.models.this_moment, editable=False, verbose_name="recorded"
                    ),
                ),
                ("entry_key", carisecure.corrections.models.EntryKeyField(db_index=True, editable=False)),
                (
                    "correction_reason",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="why it was corrected"
                    ),
                ),
                ("is_retracted", models.BooleanField(default=False, editable=False, verbose_name="did not happen")),
                (
                    "element",
                    models.CharField(
                        choices=[("act", "Act"), ("means", "Means"), ("purpose", "Purpose"), ("age", "Age")],
                        max_length=10,
                        verbose_name="element",
                    ),
                ),
                ("shows", carisecure.access.fields.FreeTextField(blank=True, verbose_name="what it shows")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof_items", to="cases.case"
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.exhibit",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cases.proofitem",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.intakereport",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.statement",
                    ),
                ),
                (
                    "suspect",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.involvement",
                        verbose_name="suspect",
                    ),
                ),
                (
                    "victim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.involvement",
                        verbose_name="victim",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proof",
                "ordering": ["recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exhibit__isnull", True), ("report__isnull", True), ("statement__isnull", False)),
                            models.Q(("exhibit__isnull", False), ("report__isnull", True), ("statement__isnull", True)),
                            models.Q(("exhibit__isnull", True), ("report__isnull", False), ("statement__isnull", True)),
                            _connector="OR",
                        ),
                        name="proof_by_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("element", "age"), _negated=True), ("suspect", None), _connector="OR"
                        ),
                        name="proof_of_age_of_nobody_else",
                    ),
                ],
            },
        ),
        RaiseWall("ProofItem", guard="cases.Case", anchor="case_id"),
        KeepForever("ProofItem"),
    ]
