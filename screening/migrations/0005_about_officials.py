"""A referral about an official goes to one person of the unit; the office outside the chain sees that it waits."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"
RIGHTS = """
alter function carisecure.waiting_about_officials(text) owner to carisecure_system;
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_one_open_referral"), ("cases", "0005_two_people")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="is_official_involved",
            field=models.BooleanField(default=False, verbose_name="an official is involved"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_official_involved", False), ("direction", "in"), _connector="OR"),
                name="referral_official_in",
            ),
        ),
        migrations.RunSQL((SQL / "about_officials.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
