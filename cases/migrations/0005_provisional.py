"""What a register brought in is provisional until it is confirmed: counted by no figure, given to nobody outside the unit."""

from pathlib import Path

from django.db import migrations, models

from carisecure.access.migration_operations import KeepForever, RaiseWall

SQL = Path(__file__).resolve().parent / "sql"
WHERE_SET = models.Q(("provisional_batch__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_registers")]

    operations = [
        migrations.AddField("case", "provisional_batch", models.UUIDField(editable=False, null=True)),
        migrations.AddField("intakereport", "provisional_batch", models.UUIDField(editable=False, null=True)),
        migrations.AddIndex(
            "case", models.Index(condition=WHERE_SET, fields=["provisional_batch"], name="case_provisional")
        ),
        migrations.AddIndex(
            "intakereport", models.Index(condition=WHERE_SET, fields=["provisional_batch"], name="report_provisional")
        ),
        RaiseWall("Case", guard="cases.Case", anchor="id", statistics=True, uncounted="provisional_batch"),
        RaiseWall(
            "IntakeReport", guard="cases.IntakeReport", anchor="id", statistics=True, uncounted="provisional_batch"
        ),
        KeepForever(
            "IntakeReport",
            may_change=(
                "stem_tokens",
                "case_id",
                "outcome",
                "as_corrected_id",
                "received_on",
                "received_precision",
                "received_at",
                "is_hour_known",
                "channel",
                "source",
                "from_whom",
                "danger_now",
                "region",
                "form",
                "is_child_involved",
                "is_official_involved",
                "provisional_batch",
            ),
        ),
        migrations.RunSQL((SQL / "provisional.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
