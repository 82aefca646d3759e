"""What the quarterly review keeps may be a grant on a matter too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0006_laid_precision"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("prosecutiongrant", "kept_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "prosecutiongrant",
            "kept_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
