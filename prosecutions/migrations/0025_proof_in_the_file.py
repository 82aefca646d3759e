"""What was done and what proves it go into a file, and are compared with what went.

The marks of all other kinds stay as they are: nothing that was sent before is told as changed.
"""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql" / "file_parts_proved.sql"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0024_sent_on"), ("cases", "0032_proof")]

    operations = [
        migrations.AlterField(
            "fileitem",
            "kind",
            models.CharField(
                choices=[
                    ("elements", "Act, means and purpose"),
                    ("exploitation", "What was done"),
                    ("report", "Report received"),
                    ("person", "Person"),
                    ("statement", "Statement"),
                    ("exhibit", "Exhibit"),
                    ("proof", "What proves it"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
