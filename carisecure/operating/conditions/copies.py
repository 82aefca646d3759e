"""Backups and drills: there is one, it is young, it was read back."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from carisecure.operating import pulses
from carisecure.operating.conditions.found import Found, bad, ok, warn
from carisecure.operating.models import Kind, Pulse

BACKUP_LATE_HOURS = 26
BACKUP_OLD_HOURS = 50
DRILL_OLD_DAYS = 92
# It gives a sign of life each minute (`backup.wal`).
WAL_SILENT_SECONDS = 300


def _hours(pulse: Pulse) -> int:
    return max(0, int((timezone.now() - pulse.at).total_seconds() // 3600))


def backup() -> Found:
    """The last one that ended. `verified` in its detail: every part was read back and compared."""
    pulse = pulses.last(Kind.BACKUP)
    if pulse is None:  # the second place is set where backups are made, and perhaps nowhere else
        return bad("never") if settings.BACKUP_PLACE else bad("no_place")
    hours = _hours(pulse)
    if pulse.detail.get("fault"):
        return bad("failed", hours=hours)
    if not pulse.detail.get("verified", True):
        return bad("not_verified", hours=hours)
    if hours > BACKUP_OLD_HOURS:
        return bad("old", hours=hours)
    return warn("late", hours=hours) if hours > BACKUP_LATE_HOURS else ok(hours=hours)


def drill() -> Found:
    pulse = pulses.last(Kind.DRILL)
    if pulse is None:
        return warn("never")
    days = _hours(pulse) // 24
    if pulse.detail.get("fault"):
        return bad("failed", days=days)
    return bad("old", days=days) if days > DRILL_OLD_DAYS else ok(days=days)


def wal() -> Found:
    """The database's log on its way to the second place, told by whoever brings it (`backup.receive`)."""
    pulse = pulses.last(Kind.WAL)
    if pulse is None:
        return warn("never")
    seconds = max(0, int((timezone.now() - pulse.at).total_seconds()))
    if seconds > WAL_SILENT_SECONDS:
        return bad("silent", minutes=seconds // 60)
    if pulse.detail.get("missing"):
        return bad("gap")
    if fault := pulse.detail.get("fault"):
        return bad("away") if fault == "wal.place_away" else bad("failed")
    return ok(seconds=seconds)
