"""Referrals about an official, for the office that sees the clocks of sealed cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from carisecure.countries.packs import pack
from cases.record import panels


@dataclass(frozen=True)
class WaitingReferral:
    """That it waits. `has_reader`: whoever alone may read it still works there."""

    reference: str
    from_agency: str
    sent_at: datetime
    decision_due_on: date
    is_read: bool
    has_reader: bool

    @property
    def is_late(self) -> bool:
        return self.decision_due_on < timezone.localdate()


def waiting_about_officials() -> list[WaitingReferral]:
    """The earliest due first. Empty unless somebody of that office asks: the database looks at who speaks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select reference, from_agency, sent_at, decision_due_on, is_read, has_reader"
            " from carisecure.waiting_about_officials(%s)",
            [pack().country.sealed_overseer or ""],
        )
        return [WaitingReferral(*row) for row in cursor.fetchall()]


def clock_panel() -> panels.Panel | None:
    waiting = waiting_about_officials()
    return panels.Panel("screening/referral/_waiting_about_officials.html", {"waiting": waiting}) if waiting else None
