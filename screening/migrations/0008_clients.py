"""An agency's own clients: their grants, comings and leavings, notes; and the wall of each."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
import carisecure.corrections.models
from carisecure.access.migration_operations import CountTogether, KeepForever, RaiseWall, Watch

CLIENT = "screening.Client"
# The access log asks at each opening whether its auditor is excluded from anything (audit/sql/reading.sql).
EXCLUDED = "create index screening_client_excluded on screening_client (id) where excluded_groups <> '{}'"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_one_order_of_names"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0031_kept_by_an_agency"),
        ("screening", "0007_corrected_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
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
                ("label", carisecure.access.fields.FreeTextField(verbose_name="called")),
                ("identity_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("left_on", models.DateField(blank=True, editable=False, null=True, verbose_name="left on")),
                (
                    "left_precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="identity erased"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                    ),
                ),
                (
                    "involvement",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="client",
                        to="cases.involvement",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "client",
                "verbose_name_plural": "clients",
                "ordering": ["-created_at"],
                "permissions": [("see_identity_client", "Can see who a client is")],
            },
        ),
        migrations.CreateModel(
            name="ClientEvent",
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
                    "event",
                    models.CharField(
                        choices=[("came", "Came to us"), ("left", "Left"), ("returned", "Came back")],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")],
                        default="day",
                        max_length=10,
                        verbose_name="known",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own_wish", "The person wished to leave"),
                            ("care_completed", "Care is complete"),
                            ("went_home", "Went home"),
                            ("moved_on", "Now with another organisation"),
                            ("lost_contact", "Contact was lost"),
                            ("died", "Died"),
                            ("other", "Another reason"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                (
                    "note",
                    carisecure.access.fields.FreeTextField(
                        blank=True, default=carisecure.access.fields.Sealed, verbose_name="explanation"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="screening.client"
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
                        to="screening.clientevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "coming or leaving of a client",
                "verbose_name_plural": "comings and leavings of clients",
                "ordering": ["recorded_at", "version"],
            },
        ),
        migrations.CreateModel(
            name="ClientGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("sharing_agreement", models.CharField(blank=True, max_length=200)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="screening.client",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClientNote",
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
                ("text", carisecure.access.fields.FreeTextField(verbose_name="note")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="screening.client"
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
                        to="screening.clientnote",
                    ),
                ),
            ],
            options={
                "verbose_name": "note about a client",
                "verbose_name_plural": "notes about clients",
                "ordering": ["recorded_at", "version"],
            },
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["-created_at", "id"], name="client_newest"),
        ),
        migrations.AddConstraint(
            model_name="clientevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", "left"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("event", "left"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="client_left_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="clientgrant",
            index=models.Index(
                fields=["content_object", "permission"], include=("group", "expires_at"), name="clientgrant_probe"
            ),
        ),
        migrations.AddIndex(
            model_name="clientgrant",
            index=models.Index(
                fields=["group", "permission"], include=("content_object", "expires_at"), name="clientgrant_path"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="clientgrant",
            unique_together={("group", "permission", "content_object")},
        ),
        RaiseWall("Client", guard=CLIENT, anchor="id"),
        RaiseWall("ClientEvent", guard=CLIENT, anchor="client_id"),
        KeepForever("ClientEvent"),
        RaiseWall("ClientNote", guard=CLIENT, anchor="client_id"),
        KeepForever("ClientNote"),
        Watch("ClientGrant"),
        CountTogether("ClientGrant"),
        migrations.RunSQL(EXCLUDED, migrations.RunSQL.noop),
    ]
