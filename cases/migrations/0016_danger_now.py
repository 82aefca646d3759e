"""Danger now: a mark on the case, and the steps that led to it, which stay as they were recorded."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.fields import Sealed
from carisecure.access.migration_operations import KeepForever, RaiseWall, Watch


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_let_in_by_two"),
        ("cases", "0015_mistaken_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DangerEntry",
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
                    "step",
                    models.CharField(
                        choices=[
                            ("reported", "Danger reported"),
                            ("referred", "Danger named in a referral"),
                            ("raised", "Danger recorded"),
                            ("ended", "Danger ended"),
                            ("closed", "Over: the case was closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", carisecure.access.fields.FreeTextField(blank=True, verbose_name="what is known")),
                ("made_at", models.DateTimeField(verbose_name="recorded")),
            ],
            options={
                "verbose_name": "danger",
                "verbose_name_plural": "dangers",
                "ordering": ["-made_at"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="danger_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="danger now, since"),
        ),
        migrations.AddField(
            model_name="case",
            name="danger_note",
            field=carisecure.access.fields.FreeTextField(
                blank=True, default=Sealed, editable=False, verbose_name="what the danger is"
            ),
            preserve_default=False,
        ),
        Watch("Case"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("danger_since__isnull", False)), fields=["danger_since"], name="case_in_danger"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "closed"), _negated=True), ("danger_since", None), _connector="OR"
                ),
                name="case_closed_without_danger",
            ),
        ),
        migrations.AddField(
            model_name="dangerentry",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="danger_entries", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="dangerentry",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        RaiseWall("DangerEntry", guard="cases.Case", anchor="case_id"),
        KeepForever("DangerEntry"),
    ]
