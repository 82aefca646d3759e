"""The clocks of sealed cases, for the office that the country pack names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from carisecure.countries.packs import pack


@dataclass(frozen=True)
class Clock:
    """One sealed case. `people_inside` counts those who can still work on it: with nobody left it stands still."""

    reference: str
    opened_at: datetime
    last_moved_at: datetime
    is_closed: bool
    people_inside: int

    @property
    def days_open(self) -> int:
        return (timezone.now() - self.opened_at).days

    @property
    def days_idle(self) -> int:
        return (timezone.now() - self.last_moved_at).days


def sealed_clocks() -> list[Clock]:
    """Empty unless somebody of that office asks: the database looks at who speaks (`sql/emergency.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select reference, opened_at, last_moved_at, is_closed, people_inside from carisecure.sealed_clocks(%s)",
            [pack().country.sealed_overseer or ""],
        )
        return [Clock(*row) for row in cursor.fetchall()]
