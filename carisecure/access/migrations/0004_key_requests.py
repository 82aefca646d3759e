"""Work on the keys by two people, and wrapping keys that are retired for good."""

import uuid
from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent.parent / "sql" / "key_requests.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_exclusions_and_delegations"),
        ("audit", "0002_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rotate", "Move every key to the newest wrapping key"),
                            ("retire", "Retire an old wrapping key"),
                            ("reindex", "Rebuild the search index"),
                        ],
                        max_length=20,
                        verbose_name="what for",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("mark", models.CharField(blank=True, max_length=20)),
                ("reason", carisecure.access.fields.FreeTextField(verbose_name="why")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_granted", models.BooleanField(null=True)),
                ("answer", carisecure.access.fields.FreeTextField(blank=True, verbose_name="answer")),
                ("good_until", models.DateTimeField(null=True)),
                ("job", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_count", models.PositiveIntegerField(null=True)),
                ("by_command", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "work on the keys",
                "ordering": ["-requested_at"],
            },
        ),
        migrations.CreateModel(
            name="RetiredKey",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("retired_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.keyrequest"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="keyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("requested_by")), _negated=True), name="keys_take_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("is_granted", None)),
                    models.Q(
                        ("decided_at__isnull", False), ("decided_by__isnull", False), ("is_granted__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="key_request_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at", None), models.Q(("is_granted", True), ("is_granted__isnull", False)), _connector="OR"
                ),
                name="key_request_done_after_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)), fields=("kind",), name="key_request_asked_once"
            ),
        ),
        Watch("KeyRequest"),
        Watch("RetiredKey"),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
