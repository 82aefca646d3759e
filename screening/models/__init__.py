from screening.clients.models import Client, ClientEvent, ClientGrant, ClientNote
from screening.consent.models import Consent
from screening.interview.models import Screening
from screening.referral.models import Referral, ReferralEnding, ReferralEvent
from screening.status.models import StatusDetermination

__all__ = [
    "Client",
    "ClientEvent",
    "ClientGrant",
    "ClientNote",
    "Consent",
    "Referral",
    "ReferralEnding",
    "ReferralEvent",
    "Screening",
    "StatusDetermination",
]
