from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("worker", "Worker"),
                            ("house", "House"),
                            ("beat", "Beat"),
                            ("sealing", "Sealing"),
                            ("anchor", "Anchor"),
                            ("verification", "Verification"),
                            ("mail", "Mail"),
                            ("backup", "Backup"),
                            ("drill", "Drill"),
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "worker",
                                    "house",
                                    "beat",
                                    "sealing",
                                    "anchor",
                                    "verification",
                                    "mail",
                                    "backup",
                                    "drill",
                                ],
                            )
                        ),
                        name="operating_pulse_kind_known",
                    )
                ],
            },
        ),
    ]
