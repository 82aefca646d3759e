"""A desk keeps more than one form, and the drafts that its pages saved by themselves apart from them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_watch_sign_in")]

    operations = [
        migrations.AlterField(
            model_name="keptrequest",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="kept", to="accounts.desk"
            ),
        ),
        migrations.AddField("keptrequest", "key", models.CharField(blank=True, default="", max_length=36)),
        migrations.AddField("keptrequest", "is_draft", models.BooleanField(default=False)),
    ]
