"""What is counted of a prosecution, the frozen file and what was advised stay as they were recorded."""

from django.db import migrations

from carisecure.access.migration_operations import KeepForever

ANSWERED = ("answer", "answered_at", "answered_by_id", "settled_at")


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0002_walls"), ("access", "0005_append_only")]

    operations = [
        KeepForever("Charge"),
        KeepForever("StageEvent"),
        KeepForever("Outcome"),
        KeepForever("Sentence"),
        KeepForever("FileSubmission"),
        KeepForever("FileItem"),
        KeepForever("FiledName"),
        KeepForever("Advice"),
        KeepForever("Query", may_change=("version",), once=ANSWERED),
    ]
