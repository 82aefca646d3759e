"""A run is read by the office that made it, and by nobody of the unit that it counts: sealed cases are in it."""

from django.db import migrations

from carisecure.access.migration_operations import GROUPS

RUN = "reports_reportrun"
NARROW = (
    f"drop policy own_select on {RUN}",
    f"create policy own_select on {RUN} for select using ({RUN}.agency_group_id = any({GROUPS})"
    " or (select current_setting('carisecure.purpose', true)) = 'statistics')",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_walls")]

    operations = [
        migrations.RunSQL(list(NARROW), migrations.RunSQL.noop),
        migrations.RemoveField("reportrun", "shared_groups"),
    ]
