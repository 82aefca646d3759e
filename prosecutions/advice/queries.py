"""What the advice makes of a matter before anybody is charged."""

from __future__ import annotations

from prosecutions.advice.models import Advice, AdviceKind
from prosecutions.record.models import BeforeCharge, Prosecution

_STAGE_AFTER = {
    AdviceKind.CHARGE: BeforeCharge.CHARGE_ADVISED,
    AdviceKind.FURTHER_ENQUIRIES: BeforeCharge.FURTHER_ENQUIRIES,
    AdviceKind.NO_CHARGE: BeforeCharge.NO_CHARGE,
}


def stage_before_charge(prosecution: Prosecution) -> BeforeCharge:
    """The stage after the latest advice that stands; a submission that came after it waits again."""
    latest = Advice.objects.filter(prosecution=prosecution).latest_first().first()
    if latest is None or latest.on_submission < prosecution.filesubmissions.count():
        return BeforeCharge.RECEIVED
    return _STAGE_AFTER[AdviceKind(latest.kind)]
