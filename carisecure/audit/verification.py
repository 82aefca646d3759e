"""Is the ledger whole? Each line against its seal, each seal against the one before, each anchor against its seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from carisecure.audit import ledger
from carisecure.audit.anchors import Anchor
from carisecure.audit.ledger import Ask

# No more than so many are named: a chain that was made anew does not fit in any place.
PROBLEMS_NAMED = 100


@dataclass(frozen=True)
class Problem:
    """`fault`: seal, changed, missing, inserted, outside, or anchor; `seal` and `entry` are its numbers where known."""

    fault: str
    seal: int | None = None
    entry: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What was checked, and everything that does not fit, the chain first, then each anchor.

    `restored`: see `ledger.Unsealed`.
    """

    lines: int
    seals: int
    anchors: int
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    restored: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.problems

    @property
    def fault(self) -> str:
        """The first one; "" where there is none."""
        return self.problems[0].fault if self.problems else ""

    @property
    def seal(self) -> int | None:
        return self.problems[0].seal if self.problems else None

    @property
    def entry(self) -> int | None:
        return self.problems[0].entry if self.problems else None


def verify(
    anchors: Iterable[Anchor] = (),
    *,
    first: int = 1,
    ask: Ask = ledger.ask,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Check everything from seal `first` on, and every anchor. Reads only; 1,000,000 lines take some 20 seconds."""
    lines = seals = matched = 0
    problems: list[Problem] = []
    for part in ledger.check(first, ask):
        lines += part.lines
        seals += part.seals
        if part.fault:
            problems.append(Problem(part.fault, part.seal, part.entry))
            if len(problems) == PROBLEMS_NAMED:
                break
        if progress is not None:
            progress(seals, lines)
    rest = ledger.unsealed(ask)
    if rest.stray is not None and not problems:
        problems.append(Problem("inserted", entry=rest.stray))
    for anchor in anchors:
        if ledger.root_of(anchor.number, ask) == anchor.root:
            matched += 1
        elif len(problems) < PROBLEMS_NAMED:
            problems.append(Problem("anchor", anchor.number))
    return Verdict(lines, seals, matched, rest.waiting, tuple(problems), rest.restored)
