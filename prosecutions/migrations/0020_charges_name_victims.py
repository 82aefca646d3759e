"""A charge names victims and alternatives, and an offence of any Act; a charge falls away with its alternative."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carisecure.access.fields import TypedField
from carisecure.access.migration_operations import KeepForever, RaiseWall, Watch


class Migration(migrations.Migration):
    dependencies = [
        ("prosecutions", "0019_several_matters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChargeVictim",
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
                "verbose_name": "victim of a charge",
                "verbose_name_plural": "victims of a charge",
                "ordering": ["recorded_at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="alternative_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alternatives",
                to="prosecutions.charge",
                verbose_name="alternative to",
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="typed_act",
            field=TypedField(blank=True, default="", max_length=120, verbose_name="Act charged under"),
        ),
        migrations.AddField(
            model_name="charge",
            name="typed_offence",
            field=TypedField(blank=True, default="", max_length=160, verbose_name="what it is called"),
        ),
        migrations.AddField(
            model_name="charge",
            name="typed_section",
            field=TypedField(blank=True, default="", max_length=40, verbose_name="section"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="comes_with",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="brought",
                to="prosecutions.outcome",
            ),
        ),
        migrations.AlterField(
            model_name="charge",
            name="offence",
            field=models.CharField(blank=True, max_length=20, verbose_name="offence"),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("guilty_plea", "Pleaded guilty"),
                    ("convicted", "Convicted after trial"),
                    ("acquitted", "Acquitted"),
                    ("discharged", "Discharged"),
                    ("dismissed", "Charge dismissed"),
                    ("discontinued", "Discontinued by the DPP"),
                    ("plea_other_offence", "Pleaded guilty to another offence"),
                    ("deceased", "Accused died"),
                    ("alternative", "No verdict: convicted on the alternative"),
                ],
                max_length=30,
                verbose_name="verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("offence", ""), _negated=True),
                        ("typed_act", ""),
                        ("typed_offence", ""),
                        ("typed_section", ""),
                    ),
                    models.Q(
                        models.Q(("typed_act", ""), _negated=True),
                        models.Q(("typed_section", ""), _negated=True),
                        ("offence", ""),
                    ),
                    _connector="OR",
                ),
                name="charge_offence_chosen_or_typed",
            ),
        ),
        migrations.AddField(
            model_name="chargevictim",
            name="charge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="victims", to="prosecutions.charge"
            ),
        ),
        migrations.AddField(
            model_name="chargevictim",
            name="filed_as",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prosecutions.fileitem",
                verbose_name="in the file",
            ),
        ),
        migrations.AddField(
            model_name="chargevictim",
            name="prosecution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="prosecutions.prosecution"
            ),
        ),
        migrations.AddField(
            model_name="chargevictim",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="chargevictim",
            constraint=models.UniqueConstraint(fields=("charge", "filed_as"), name="charge_victim_once"),
        ),
        RaiseWall("ChargeVictim", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        KeepForever("ChargeVictim"),
        Watch("Charge"),
    ]
