from screening.models.consent import Consent
from screening.models.interview import Screening
from screening.models.referral import Referral, ReferralEnding, ReferralEvent
from screening.models.status import StatusDetermination

__all__ = ["Consent", "Referral", "ReferralEnding", "ReferralEvent", "Screening", "StatusDetermination"]
