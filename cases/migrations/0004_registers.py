"""A unit's own registers: the books, how they are read, what of each is in. Each unit reads its own alone."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.collation
from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent / "sql" / "registers.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0003_kept_alone"),
        ("jobs", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterBatch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("file_name", carisecure.access.fields.FreeTextField(verbose_name="file")),
                ("path", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("encoding", models.CharField(max_length=20)),
                ("header_text", carisecure.access.fields.FreeTextField(default="[]")),
                ("samples_text", carisecure.access.fields.FreeTextField(default="{}")),
                ("mapping_text", carisecure.access.fields.FreeTextField(default="{}")),
                ("mapping_name", carisecure.access.fields.TypedField(blank=True, max_length=120)),
                ("opening_text", carisecure.access.fields.FreeTextField(default="{}")),
                ("sheet_number", models.PositiveSmallIntegerField(default=0)),
                ("rows_digest", models.CharField(blank=True, max_length=64)),
                ("records_digest", models.CharField(blank=True, max_length=64)),
                ("is_again", models.BooleanField(default=False)),
                ("row_count", models.PositiveIntegerField(null=True)),
                ("faults_text", carisecure.access.fields.FreeTextField(default="[]")),
                ("fault_total", models.PositiveIntegerField(default=0)),
                ("committed_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Just sent"),
                            ("asking", "A question to answer"),
                            ("received", "To be checked"),
                            ("faulty", "Has errors"),
                            ("checked", "Checked, no errors"),
                            ("committed", "Brought in, not confirmed"),
                            ("confirmed", "Confirmed"),
                            ("undone", "Undone"),
                        ],
                        default="sent",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("survey_text", carisecure.access.fields.FreeTextField(default="[]")),
                ("result_text", carisecure.access.fields.FreeTextField(default="{}")),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "agency_group",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.group"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "committed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jobs.job"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegisterMapping",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", carisecure.access.fields.TypedField(max_length=120, verbose_name="name")),
                ("content_text", carisecure.access.fields.FreeTextField()),
                (
                    "agency_group",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.group"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": [carisecure.collation.ByName("name")],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegisterPart",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveIntegerField()),
                ("things_text", carisecure.access.fields.FreeTextField()),
                (
                    "agency_group",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.group"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="cases.registerbatch"
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="registerbatch",
            index=models.Index(fields=["agency_group", "-created_at"], name="register_newest"),
        ),
        migrations.AddConstraint(
            model_name="registerbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["committed", "confirmed"])),
                fields=("agency_group", "sha256"),
                name="register_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("committed_by")), _negated=True),
                    _connector="OR",
                ),
                name="register_takes_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="registermapping",
            constraint=models.UniqueConstraint(fields=("agency_group", "name"), name="register_mapping_name_once"),
        ),
        migrations.AddConstraint(
            model_name="registerpart",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="register_part_once"),
        ),
        Watch("RegisterMapping"),
        Watch("RegisterBatch"),
        Watch("RegisterPart"),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
