from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("operating", "0001_initial"), ("jobs", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("ok", "Well"), ("unknown", "Not known"), ("warn", "Look at it"), ("bad", "Wrong")],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(default="not_seen", max_length=40)),
                ("facts", models.JSONField(default=dict)),
                ("since", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_bad", models.BooleanField(default=False)),
            ],
        ),
        run("waiting"),
    ]
