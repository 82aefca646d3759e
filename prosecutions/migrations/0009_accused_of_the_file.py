"""An accused may be tied to a person of the frozen file, and a frozen person says what they were to the case."""

import django.db.models.deletion
from django.db import migrations, models

ROLES = [
    ("possible_victim", "Possible victim"),
    ("suspect", "Suspect"),
    ("witness", "Witness"),
    ("reporter", "Reporter"),
]

# Frozen items are append-only (0003). The new column is filled once, here, and only where the sheet of the person still
# has the mark that it was sent with: nothing of it has changed since, so the role of today is the role of then.
OPEN = "alter table prosecutions_fileitem disable trigger kept"
FILL = """
set local role carisecure_system;
update prosecutions_fileitem i set role = v.role
  from cases_involvement v cross join lateral carisecure.file_parts(v.case_id) f
 where i.kind = 'person' and v.id = i.object_id and f.kind = 'person' and f.object_id = v.id and f.mark = i.mark;
set local role carisecure_owner;
"""
CLOSE = "alter table prosecutions_fileitem enable trigger kept"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0008_typed_courts")]

    operations = [
        migrations.AddField("fileitem", "role", models.CharField(blank=True, choices=ROLES, default="", max_length=30)),
        migrations.AddField(
            "accused",
            "filed_as",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prosecutions.fileitem",
                verbose_name="in the file",
            ),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
    ]
