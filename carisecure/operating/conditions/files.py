"""Files that are read again each night: all of them are what was kept."""

from __future__ import annotations

from django.utils import timezone

from carisecure.operating.conditions.found import Found, bad, ok, warn
from carisecure.storage import readings

OLD_DAYS = 14


def exhibits() -> Found:
    found = readings.standing()
    if found.changed:
        return bad("changed", n=found.changed)
    days = (timezone.now() - found.oldest).days if found.oldest else 0
    return warn("old", days=days) if days > OLD_DAYS else ok(n=found.count)
