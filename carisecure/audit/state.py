"""Is the log sealed, anchored and whole? Read for the auditor's page, without walking the whole chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.audit import anchors, ledger, restores
from carisecure.audit.ledger import SealLine
from carisecure.audit.models import Line
from carisecure.audit.verification import Verdict, verify

# A line that waits longer for its seal: the sealer stands still, or a transaction has been open that long.
LATE = timedelta(minutes=5)
SEALS_SHOWN = 20


@dataclass(frozen=True)
class Sealing:
    """How far the log is sealed."""

    newest: SealLine | None
    waiting: int
    since: datetime | None

    @property
    def is_late(self) -> bool:
        return self.since is not None and timezone.now() - self.since > LATE


@dataclass(frozen=True)
class SealsPage:
    """`verdict` is about the seals shown and the anchors of the file; `last_check` is the nightly one about all."""

    sealing: Sealing
    seals: list[SealLine]
    verdict: Verdict
    restores: list[RestoreShown]
    anchor: dict[str, Any] | None
    anchored_at: datetime | None
    anchors_unreadable: bool
    has_anchors: bool
    last_check: dict[str, Any] | None
    checked_at: datetime | None
    line: str


@dataclass(frozen=True)
class RestoreShown:
    """One restore in words, and the two who answer for it; "" where the log names nobody."""

    sentence: str
    by: str


def sealing() -> Sealing:
    newest = ledger.last_seals(1)
    rest = ledger.unsealed()
    return Sealing(newest[0] if newest else None, rest.waiting, rest.since)


def seals_page() -> SealsPage:
    """Checks the newest seals now: at most as many lines as they hold."""
    seals = ledger.last_seals(SEALS_SHOWN)
    unreadable, kept = False, []
    try:
        kept = anchors.kept_in_file()
    except (OSError, ValueError):
        unreadable = True
    verdict = verify(kept, first=seals[-1].number if seals else 1)
    anchor = Line.objects.filter(action="ledger.anchor").order_by("-id").first()
    check = Line.objects.filter(action__in=["ledger.whole", "ledger.fault"]).order_by("-id").first()
    return SealsPage(
        sealing=sealing(),
        seals=seals,
        verdict=verdict,
        restores=_restores(verdict),
        anchor=anchor.detail if anchor else None,
        anchored_at=anchor.at if anchor else None,
        anchors_unreadable=unreadable,
        has_anchors=anchors.is_configured(),
        last_check=check.detail if check else None,
        checked_at=check.at if check else None,
        line=anchors.anchor_line(),
    )


def _restores(verdict: Verdict) -> list[RestoreShown]:
    """The newest first. Asks for the names only where there was a restore."""
    if not verdict.losses:
        return []
    ids = {pk for loss in verdict.losses for pk in (loss.asked_by, loss.agreed_by) if pk}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    shown = []
    for loss in reversed(verdict.losses):
        by = [names.get(pk, str(pk)) for pk in (loss.asked_by, loss.agreed_by) if pk]
        shown.append(RestoreShown(restores.sentence(loss), ", ".join(by)))
    return shown
