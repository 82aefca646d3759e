"""What the quarterly review keeps may be a grant on a person too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_erasing_waits"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("involvementgrant", "kept_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "involvementgrant",
            "kept_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
