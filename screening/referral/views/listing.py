"""What the lists of referrals share: the line they leave in the log."""

from __future__ import annotations

from collections.abc import Iterable

from carisecure.audit.record import record_read
from screening.referral.queries import ReferralRow


def record_listed(rows: Iterable[ReferralRow], page: str) -> None:
    """Each row says gender and age out of a packet: one line for all of them, none for an empty list."""
    if shown := [row.referral.pk for row in rows]:
        record_read("screening_referral", shown, page=page)
