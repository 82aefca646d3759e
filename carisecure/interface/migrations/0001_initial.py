import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carisecure.access.fields

# A draft is read and written by its author and by nobody else. The setting is the request's own (access middleware);
# where it is not set, no row is seen.
OWN = "author_id = (select nullif(current_setting('carisecure.user', true), '')::uuid)"
OWN_DRAFTS = f"""
alter table interface_draft enable row level security;
alter table interface_draft force row level security;
drop policy if exists own_drafts on interface_draft;
create policy own_drafts on interface_draft for all using ({OWN}) with check ({OWN});
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("body_hash", models.CharField(max_length=64)),
                ("answer_url", models.CharField(blank=True, max_length=500)),
                ("attempt", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120)),
                ("body", carisecure.access.fields.FreeTextField()),
                ("updated_at", models.DateTimeField(auto_now=True, db_index=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("author", "key"), name="one_draft_for_each_form")],
            },
        ),
        migrations.RunSQL(OWN_DRAFTS, migrations.RunSQL.noop),
    ]
