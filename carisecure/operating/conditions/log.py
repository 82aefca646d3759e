"""The access log: sealed in time, put outside, compared with its seals."""

from __future__ import annotations

from django.utils import timezone

from carisecure.audit import anchors, ledger
from carisecure.audit.state import LATE
from carisecure.audit.tasks import ANCHOR_HOURS
from carisecure.operating import pulses
from carisecure.operating.conditions.found import Fact, Found, bad, ok, unknown, warn
from carisecure.operating.conditions.life import seconds_since
from carisecure.operating.models import Kind

# One that was missed may be the machine's night; two are a fault.
ANCHOR_OLD_HOURS = 2 * ANCHOR_HOURS + 1
VERIFICATION_OLD_HOURS = 50


def sealing() -> Found:
    """By what waits for a seal, not by the sealer's sign of life: a sealer that runs and seals nothing is found too."""
    rest = ledger.unsealed()
    if rest.stray is not None:
        return bad("stray")
    waited = (timezone.now() - rest.since).total_seconds() if rest.since else 0
    facts: dict[str, Fact] = {"lines": rest.waiting, "minutes": int(waited // 60)}
    return bad("stands", **facts) if waited > LATE.total_seconds() else ok(**facts)


def anchor() -> Found:
    if not anchors.is_configured():
        return warn("nowhere")
    age = seconds_since(Kind.ANCHOR)
    if age is None:
        return unknown("never")
    return bad("old", hours=age // 3600) if age > ANCHOR_OLD_HOURS * 3600 else ok(hours=age // 3600)


def verification() -> Found:
    pulse = pulses.last(Kind.VERIFICATION)
    if pulse is None:
        return unknown("never")
    if pulse.detail.get("fault"):
        return bad("failed", problems=int(pulse.detail.get("problems", 0)), guards=int(pulse.detail.get("guards", 0)))
    hours = int((timezone.now() - pulse.at).total_seconds() // 3600)
    facts: dict[str, Fact] = {"hours": hours, "lines": int(pulse.detail.get("lines", 0))}
    return bad("old", **facts) if hours > VERIFICATION_OLD_HOURS else ok(**facts)
