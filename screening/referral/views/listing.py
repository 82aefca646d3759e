"""What the lists of referrals share: where each part begins, the ways on, and the line they leave in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carisecure.audit.record import record_read
from carisecure.interface.doors import SignedIn
from carisecure.interface.paging import Slice
from screening.referral.queries import Place, ReferralRow


@dataclass(frozen=True)
class Pager:
    """The addresses of the newer and the older rows of one part; "" where there are none."""

    newer_url: str
    older_url: str


def place_of(request: SignedIn, part: str) -> Place:
    """Each part of a page has its own place in the address: `?sent-after=<id>`."""
    return Place(request.GET.get(f"{part}-after", ""), request.GET.get(f"{part}-before", ""))


def pager(request: SignedIn, part: str, page: Slice) -> Pager:
    return Pager(
        _address(request, part, "before", page.before) if page.before else "",
        _address(request, part, "after", page.after) if page.after else "",
    )


def _address(request: SignedIn, part: str, side: str, key: str) -> str:
    query = request.GET.copy()
    for name in (f"{part}-after", f"{part}-before"):
        query.pop(name, None)
    query[f"{part}-{side}"] = key
    return f"?{query.urlencode()}"


def record_listed(rows: Iterable[ReferralRow], page: str) -> None:
    """Each row says gender and age out of a packet: one line for all of them, none for an empty list."""
    if shown := [row.referral.pk for row in rows]:
        record_read("screening_referral", shown, page=page)
