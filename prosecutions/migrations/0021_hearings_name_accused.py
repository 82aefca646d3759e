"""A hearing names its accused, its judicial officer and a court of the country pack, or another one typed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carisecure.access.fields import TypedField
from carisecure.access.migration_operations import KeepForever, RaiseWall, Watch


class Migration(migrations.Migration):
    dependencies = [
        ("prosecutions", "0020_charges_name_victims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HearingAccused",
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
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "accused of a hearing",
                "verbose_name_plural": "accused of a hearing",
                "ordering": ["recorded_at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="hearing",
            name="court_code",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="court"),
        ),
        migrations.AddField(
            model_name="hearing",
            name="judicial_officer",
            field=TypedField(blank=True, default="", max_length=120, verbose_name="judge, Master or magistrate"),
        ),
        migrations.AlterField(
            model_name="hearing",
            name="court",
            field=TypedField(blank=True, max_length=120, verbose_name="another court"),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("court_code", ""), _negated=True), ("court", "")),
                    models.Q(models.Q(("court", ""), _negated=True), ("court_code", "")),
                    _connector="OR",
                ),
                name="hearing_in_one_court",
            ),
        ),
        migrations.AddField(
            model_name="hearingaccused",
            name="accused",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hearings",
                to="prosecutions.accused",
                verbose_name="accused",
            ),
        ),
        migrations.AddField(
            model_name="hearingaccused",
            name="hearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="named", to="prosecutions.hearing"
            ),
        ),
        migrations.AddField(
            model_name="hearingaccused",
            name="prosecution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="prosecutions.prosecution"
            ),
        ),
        migrations.AddField(
            model_name="hearingaccused",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingaccused",
            constraint=models.UniqueConstraint(fields=("hearing", "accused"), name="hearing_accused_once"),
        ),
        RaiseWall("HearingAccused", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        KeepForever("HearingAccused"),
        Watch("Hearing"),
    ]
