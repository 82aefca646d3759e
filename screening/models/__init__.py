from screening.clients.models import (
    Client,
    ClientApproval,
    ClientDisposal,
    ClientEvent,
    ClientGrant,
    ClientHold,
    ClientNote,
)
from screening.consent.models import Consent
from screening.interview.models import Screening
from screening.referral.models import Referral, ReferralEnding, ReferralEvent
from screening.status.models import StatusDetermination

__all__ = [
    "Client",
    "ClientApproval",
    "ClientDisposal",
    "ClientEvent",
    "ClientGrant",
    "ClientHold",
    "ClientNote",
    "Consent",
    "Referral",
    "ReferralEnding",
    "ReferralEvent",
    "Screening",
    "StatusDetermination",
]
