"""Decisions, the events of referrals and what somebody agreed to stay as they were recorded."""

from django.db import migrations

from carisecure.access.migration_operations import KeepForever


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_walls"), ("access", "0005_append_only")]

    operations = [
        KeepForever("StatusDetermination"),
        KeepForever("ReferralEvent"),
        KeepForever("ReferralEnding"),
        KeepForever("Consent", may_change=("version",), once=("withdrawn_at", "withdrawn_by_id")),
    ]
