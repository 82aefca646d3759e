"""The figures this house can make. A figure that is not here is not made."""

from __future__ import annotations

from reports.indicators.base import Indicator
from reports.indicators.court import COURT
from reports.indicators.received import RECEIVED
from reports.indicators.reference import REFERENCE
from reports.indicators.unit import UNIT

INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in (*REFERENCE, *RECEIVED, *UNIT, *COURT)}


def of_subject(subject: str) -> list[Indicator]:
    return [indicator for indicator in INDICATORS.values() if indicator.subject == subject]
