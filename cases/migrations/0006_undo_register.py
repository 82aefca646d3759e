"""A register is confirmed whole by a second person, or taken out again until then."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields
from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent / "sql" / "undo_register.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_provisional"),
        ("access", "0005_undone_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "registerbatch",
            "undone_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            "registerbatch",
            "undo_reason",
            carisecure.access.fields.FreeTextField(default=carisecure.access.fields.Sealed, verbose_name="why"),
        ),
        Watch("RegisterBatch"),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
