"""A matter's stage in words, before and after the charge."""

from __future__ import annotations

from prosecutions.court_path.paths import court_path
from prosecutions.record.models import BeforeCharge, Prosecution

_TONES = {
    BeforeCharge.RECEIVED: "new",
    BeforeCharge.FURTHER_ENQUIRIES: "waiting",
    BeforeCharge.CHARGE_ADVISED: "active",
    BeforeCharge.NO_CHARGE: "closed",
}


def stage_label(prosecution: Prosecution) -> str:
    """The stage for a page; the code itself where the path no longer has it."""
    if prosecution.stage in BeforeCharge.values:
        return str(BeforeCharge(prosecution.stage).label)
    return step_label(prosecution.court_path, prosecution.stage)


def step_label(path: str, stage: str) -> str:
    try:
        return str(court_path(path).stage(stage).label)
    except KeyError:
        return stage


def stage_tone(prosecution: Prosecution) -> str:
    if prosecution.stage in BeforeCharge.values:
        return _TONES[BeforeCharge(prosecution.stage)]
    return "closed" if prosecution.is_over else "active"
