"""Is the ledger whole? Each line against its seal, each seal against the one before, each anchor against its seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from carisecure.audit import ledger
from carisecure.audit.anchors import Anchor
from carisecure.audit.ledger import Ask


@dataclass(frozen=True)
class Verdict:
    """What was checked, and the first thing that does not fit.

    `fault`: "" (whole), seal, changed, missing, inserted, or anchor; `seal` and `entry` are its numbers where known.
    """

    lines: int
    seals: int
    anchors: int
    waiting: int = 0
    fault: str = ""
    seal: int | None = None
    entry: int | None = None

    @property
    def is_whole(self) -> bool:
        return not self.fault


def verify(
    anchors: Iterable[Anchor] = (),
    *,
    first: int = 1,
    ask: Ask = ledger.ask,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Check everything from seal `first` on. Reads only; 1,000,000 lines take some 20 seconds."""
    lines = seals = 0
    for part in ledger.check(first, ask):
        lines += part.lines
        seals += part.seals
        if part.fault:
            return Verdict(lines, seals, 0, fault=part.fault, seal=part.seal, entry=part.entry)
        if progress is not None:
            progress(seals, lines)
    rest = ledger.unsealed(ask)
    if rest.stray is not None:
        return Verdict(lines, seals, 0, rest.waiting, "inserted", entry=rest.stray)
    matched = 0
    for anchor in anchors:
        if ledger.root_of(anchor.number, ask) != anchor.root:
            return Verdict(lines, seals, matched, rest.waiting, "anchor", seal=anchor.number)
        matched += 1
    return Verdict(lines, seals, matched, rest.waiting)
