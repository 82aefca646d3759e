"""A referral is never removed, and who sent what to whom, when and on which ground stays as it was."""

from django.db import migrations

from carisecure.access.migration_operations import KeepForever

# Its way, its answers and what the recipient sees go on; names in the packet are covered when somebody is erased.
MAY_CHANGE = (
    "version", "involvement_id", "to_group_id", "state", "categories", "packet", "read_at", "decision_due_on",
    "decided_at", "decided_by_id", "decision_reason", "decision_note", "outcome", "outcome_note", "closed_at",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("screening", "0008_clients"), ("access", "0005_append_only")]

    operations = [KeepForever("Referral", may_change=MAY_CHANGE)]
