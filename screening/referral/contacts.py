"""Who to ring about a referral, once it is accepted: the two people and the desks of both sides.

Before that nobody learns who holds it on the other side, and when it is over nobody is rung about it any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.referral.models import Referral, ReferralState

AGREED = (ReferralState.ACCEPTED, ReferralState.TAKEN_UP)


@dataclass(frozen=True)
class Contact:
    """One side. `has_desk` is false where an official is involved: a desk is answered by colleagues."""

    agency: str
    person: str
    phone: str
    has_desk: bool = True


def contacts_of(referral: Referral) -> list[Contact]:
    """Sender and recipient. Ask for rows with both agencies, `sent_by` and `decided_by`: this asks for nothing more."""
    if referral.state not in AGREED or referral.decided_by is None:
        return []
    desk = not referral.is_official_involved
    sides = ((referral.from_agency, referral.sent_by), (referral.to_agency, referral.decided_by))
    return [Contact(str(agency), who.full_name, agency.phone if desk else "", desk) for agency, who in sides]
