"""Is the ledger whole? Each line against its seal, each seal against the one before, each anchor against its seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from carisecure.audit import ledger, restores
from carisecure.audit.anchors import Anchor
from carisecure.audit.ledger import Ask, Checked
from carisecure.audit.restores import Compared, Loss

# No more than so many are named: a chain that was made anew does not fit in any place.
PROBLEMS_NAMED = 100
# Into how many shares the seals are divided for each connection, so that none has long to wait for another.
SHARES_EACH = 4


@dataclass(frozen=True)
class Problem:
    """`fault`: seal, changed, missing, inserted, outside, anchor, or of a restore that stands in one place alone:
    unsaid (outside), excuse (in the ledger). `seal` and `entry` are its numbers where known.
    """

    fault: str
    seal: int | None = None
    entry: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What was checked, and everything that does not fit, the chain first, then each anchor.

    `restored`: see `ledger.Unsealed`. `losses`: the restores that are recorded properly, with the anchors lost in each.
    """

    lines: int
    seals: int
    anchors: int
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    restored: bool = False
    losses: tuple[Loss, ...] = ()

    @property
    def anchors_lost(self) -> int:
        return sum(len(loss.anchors) for loss in self.losses)

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
    at_once: int = 1,
) -> Verdict:
    """Check everything from seal `first` on, and every anchor. Reads only; 1,000,000 lines take some 20 seconds.

    `at_once`: over so many connections of the application's, where nobody's transaction is open. The processor is
    what it takes, so two cores take half the time.
    """
    lines = seals = 0
    problems: list[Problem] = []
    several = at_once > 1 and ask is ledger.ask and ledger.can_be_asked_at_once()
    for part in _checked_at_once(first, at_once) if several else ledger.check(first, ask):
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
    compared = restores.compare(list(anchors), ask)
    problems += _problems(compared)
    del problems[PROBLEMS_NAMED:]
    return Verdict(lines, seals, compared.matched, rest.waiting, tuple(problems), rest.restored, tuple(compared.losses))


def _checked_at_once(first: int, at_once: int) -> Iterator[Checked]:
    """The same as `ledger.check`, in the same order; each share of the seals over the next connection that is free."""
    newest = ledger.last_seals(1)
    if not newest or newest[0].number < first:
        return
    number, shares = newest[0].number, at_once * SHARES_EACH
    bounds = sorted({first + (number - first + 1) * n // shares for n in range(shares)})
    ends: list[int | None] = [begin - 1 for begin in bounds[1:]]

    def share(begin: int, end: int | None) -> list[Checked]:
        try:
            return list(_until_enough(ledger.check(begin, last=end)))
        finally:
            ledger.let_go()

    with ThreadPoolExecutor(at_once) as beside:
        for checked in beside.map(share, bounds, [*ends, None]):
            yield from checked


def _until_enough(checked: Iterable[Checked]) -> Iterator[Checked]:
    faults = 0
    for one in checked:
        yield one
        faults += bool(one.fault)
        if faults == PROBLEMS_NAMED:
            return


def _problems(compared: Compared) -> list[Problem]:
    """Anchors that nothing explains. What the ledger alone says of a restore is told beside them, no excuse."""
    found = [Problem("anchor", number) for number in compared.unmatched]
    found += [Problem("unsaid", number) for number in compared.unsaid]
    if compared.unmatched:
        found = [Problem("excuse", seal, entry) for entry, seal in compared.excuses] + found
    return found
