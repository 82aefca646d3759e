"""Exclusions that follow the case to all of its rows; a private group for everybody; delegations for an absence."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carisecure.access.migration_operations import Watch

SQL = Path(__file__).resolve().parent.parent / "sql"

# A trigger's function needs no right to be called by a statement that fires it. Only the owner attaches it.
RIGHTS = """
revoke all on function carisecure.excluded_by_all(text, text, uuid) from public;
revoke all on function carisecure.inherit_exclusions() from public;
revoke all on function carisecure.carry_exclusions() from public;
revoke all on function carisecure.follow_exclusions(text, text, text, text, boolean) from public;
alter function carisecure.excluded_by_all(text, text, uuid) owner to carisecure_system;
alter function carisecure.inherit_exclusions() owner to carisecure_system;
alter function carisecure.carry_exclusions() owner to carisecure_system;
set local role carisecure_system;
grant execute on function carisecure.inherit_exclusions() to carisecure_owner;
grant execute on function carisecure.carry_exclusions() to carisecure_owner;
set local role carisecure_owner;
"""

# For people who were there before; who comes later gets it in `accounts.operations.make_user`.
PRIVATE = """
insert into auth_group (name) select 'private:' || id from accounts_user on conflict do nothing;
insert into accounts_user_groups (user_id, group_id)
  select u.id, g.id from accounts_user u join auth_group g on g.name = 'private:' || u.id on conflict do nothing;
"""

# What somebody has open in an emergency, for the banner on their pages. The room of the cases puts its own in its place.
NO_EMERGENCIES = """
create or replace function carisecure.open_emergencies(p_user uuid) returns jsonb
language sql stable as $$ select null::jsonb $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_data_keys"),
        ("accounts", "0002_watch"),
        ("audit", "0002_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL((SQL / "exclusions.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(PRIVATE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stands_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-begins_at"],
                "indexes": [models.Index(fields=["to_user", "ends_at"], name="delegation_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                        name="delegation_to_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="delegation_has_length"
                    ),
                ],
            },
        ),
        Watch("Delegation"),
        migrations.RunSQL((SQL / "enter.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(NO_EMERGENCIES, migrations.RunSQL.noop),
    ]
