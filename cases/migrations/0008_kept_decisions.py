"""What two people decided, and each emergency, stays: no programme removes the row."""

from django.db import migrations

from carisecure.access.migration_operations import KeepForever


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_count_grants")]

    # Which of these may change when is the guards' business (sql/approvals.sql, sql/emergency.sql).
    operations = [
        KeepForever(
            "Approval",
            may_change=(
                "version", "asked_of_id", "asked_at", "decided_by_id", "decided_at", "is_granted", "answer", "good_until",
                "used_at",
            ),
        ),
        KeepForever(
            "EmergencyAccess",
            may_change=("version", "ends_at", "reviewed_by_id", "reviewed_at", "finding", "review"),
        ),
    ]  # fmt: skip
