"""Files of exhibits: on their way in, and kept."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import KeepForever, RaiseWall

SQL = Path(__file__).resolve().parent / "sql"
WALLED = (
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    (
        "excluded_groups",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.IntegerField(), blank=True, default=list, editable=False, size=None
        ),
    ),
    ("version", models.PositiveIntegerField(default=1, editable=False)),
    ("created_at", models.DateTimeField(auto_now_add=True)),
)
ARRIVALS = [("receiving", "On its way"), ("waiting", "Being checked"), ("kept", "Kept"), ("refused", "Refused")]
SCANS = [
    ("clean", "Scanned: nothing found"),
    ("too_large", "Not scanned: too large for the scanner"),
    ("locked", "Not scanned: locked with a password"),
    ("none", "Not scanned: no scanner"),
]


def key(to: str, related_name: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_case_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExhibitUpload",
            fields=[
                *WALLED,
                ("name", carisecure.access.fields.FreeTextField(verbose_name="name of the file")),
                ("size", models.BigIntegerField(verbose_name="size")),
                (
                    "state",
                    models.CharField(choices=ARRIVALS, default="receiving", max_length=10, verbose_name="state"),
                ),
                ("refusal", models.CharField(blank=True, max_length=20)),
                ("found", carisecure.access.fields.TypedField(blank=True, max_length=200)),
                ("case", key("cases.case", "+")),
                ("exhibit", key("cases.exhibit", "uploads")),
                ("sent_by", key(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "verbose_name": "file on its way in",
                "verbose_name_plural": "files on their way in",
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="ExhibitFile",
            fields=[
                *WALLED,
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("name", carisecure.access.fields.FreeTextField(verbose_name="name of the file")),
                ("mime", models.CharField(max_length=100, verbose_name="kind")),
                ("size", models.BigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=100)),
                ("scan", models.CharField(choices=SCANS, max_length=10)),
                ("sent_at", models.DateTimeField(verbose_name="received")),
                ("copy_path", models.CharField(blank=True, max_length=100)),
                ("copy_sha256", models.CharField(blank=True, max_length=64)),
                ("case", key("cases.case", "exhibit_files")),
                ("exhibit", key("cases.exhibit", "files")),
                ("sent_by", key(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "verbose_name": "file of an exhibit",
                "verbose_name_plural": "files of exhibits",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="FileReading",
            fields=[
                ("file", models.UUIDField(primary_key=True, serialize=False)),
                ("read_at", models.DateTimeField()),
                ("changed_since", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "reading of a file"},
        ),
        migrations.AddConstraint(
            model_name="exhibitfile",
            constraint=models.UniqueConstraint(fields=("exhibit", "number"), name="exhibit_file_number_once"),
        ),
        RaiseWall("ExhibitUpload", guard="cases.Case", anchor="case_id"),
        RaiseWall("ExhibitFile", guard="cases.Case", anchor="case_id"),
        KeepForever("ExhibitFile", once=("copy_path", "copy_sha256")),
        migrations.RunSQL((SQL / "exhibit_files.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
