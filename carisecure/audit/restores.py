"""After a restore: which anchors were lost in it, and which are a cut.

A restore takes the chain back to an older seal, and anchors behind it match nothing any more. It is recorded twice: as
a line of the ledger with the names of two people, and outside, among the anchors, as "restored number root time".
Anchors that stand before that line, with a higher number, were lost in the restore; every other one that does not match
is a cut. Neither record excuses anything alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.audit import anchors, ledger
from carisecure.audit.anchors import Anchor
from carisecure.audit.ledger import Ask, SealLine
from carisecure.audit.record import record
from carisecure.interface import words

RESTORED = "ledger.restored"
NOTHING = "0" * 64  # the root before the first seal


@dataclass(frozen=True)
class Loss:
    """One restore: back to `seal`, when (as the anchors say it), and the anchors that were lost in it, if any."""

    seal: int
    at: str
    anchors: tuple[int, ...]
    asked_by: UUID | None
    agreed_by: UUID | None

    @property
    def first(self) -> int:
        return min(self.anchors)

    @property
    def last(self) -> int:
        return max(self.anchors)

    @property
    def moment(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.at)
        except ValueError:
            return None


@dataclass
class Compared:
    """`unmatched`: numbers of anchors that nothing explains. `unsaid`: restores that stand outside alone.

    `excuses`: (line, seal) of restores that the ledger alone tells of.
    """

    matched: int = 0
    unmatched: list[int] = field(default_factory=list)
    unsaid: list[int] = field(default_factory=list)
    excuses: list[tuple[int, int]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True)
class _Said:
    """A restore as the ledger tells it."""

    entry: int
    at: datetime
    seal: int
    root: str
    asked_by: UUID
    agreed_by: UUID


def compare(kept: Sequence[Anchor], ask: Ask = ledger.ask) -> Compared:
    """Every anchor against its seal, in the order in which they were written. One question an anchor."""
    found, lost = Compared(), dict[int, list[int]]()
    returns = [place for place, anchor in enumerate(kept) if anchor.restored]
    for place, anchor in enumerate(kept):
        back = next((r for r in returns if r > place and kept[r].number < anchor.number), None)
        if _matches(anchor, ask):
            found.matched += 1
        elif back is not None:
            lost.setdefault(back, []).append(anchor.number)
        else:
            found.unmatched.append(anchor.number)
    said = _said(ask) if returns or found.unmatched else []
    for place in returns:
        anchor = kept[place]
        line = next((s for s in said if (s.seal, s.root) == (anchor.number, anchor.root)), None)
        if line is None and not _taken_along(kept, place, returns):
            found.unsaid.append(anchor.number)
        by = (line.asked_by, line.agreed_by) if line else (None, None)
        found.losses.append(Loss(anchor.number, anchor.at, tuple(lost.get(place, ())), *by))
    outside = {(kept[r].number, kept[r].root) for r in returns}
    found.excuses = [(s.entry, s.seal) for s in said if (s.seal, s.root) not in outside]
    return found


def _matches(anchor: Anchor, ask: Ask) -> bool:
    if anchor.number == 0:
        return anchor.root == NOTHING
    return ledger.root_of(anchor.number, ask) == anchor.root


def _taken_along(kept: Sequence[Anchor], place: int, returns: Sequence[int]) -> bool:
    """Whether a later restore went back behind the seal with this one's line; the next anchor is about that seal."""
    later = [r for r in returns if r > place]
    holds = next((a.number for a in kept[place + 1 :] if not a.restored), kept[place].number + 1)
    return any(kept[r].number < holds for r in later)


def _said(ask: Ask) -> list[_Said]:
    """What the ledger says of restores, by two different people each, the oldest first."""
    rows = ask("select entry, at, seal, root, asked_by, agreed_by from carisecure.restores()", [])
    return [_Said(line, at, seal, root, _uuid(one), _uuid(other)) for line, at, seal, root, one, other in rows]


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def sentence(loss: Loss) -> str:
    """For the auditor's page and for the command."""
    at = words.moment(loss.moment) if loss.moment else loss.at
    if not loss.anchors:
        return _("Restored from seal %(seal)s on %(at)s; no anchor was lost.") % {"seal": loss.seal, "at": at}
    return ngettext(
        "Restored from seal %(seal)s on %(at)s: anchor %(first)s was lost in it.",
        "Restored from seal %(seal)s on %(at)s: %(n)s anchors, %(first)s to %(last)s, were lost in it.",
        len(loss.anchors),
    ) % {"seal": loss.seal, "at": at, "n": len(loss.anchors), "first": loss.first, "last": loss.last}


def newest() -> SealLine | None:
    """The seal that a database which was just loaded ends with. Ask before anything is sealed there."""
    found = ledger.last_seals(1)
    return found[0] if found else None


def note(back_to: SealLine | None, *, asked_by: UUID, agreed_by: UUID, **detail: object) -> None:
    """The line of the ledger, in the caller's transaction. Raises ValueError for one person under two names."""
    if asked_by == agreed_by:
        raise ValueError("a restore is recorded by two people")
    base = {"seal": back_to.number if back_to else 0, "root": back_to.root if back_to else NOTHING}
    record(RESTORED, detail={**base, "asked_by": asked_by, "agreed_by": agreed_by, "by_command": True, **detail})


def tell_outside(back_to: SealLine | None) -> list[str]:
    """The line among the anchors, and the newest seal behind it, which holds the ledger's line: so that line has to be
    committed and sealed by now. Returns the places; raises OSError where one cannot be written.
    """
    sealed = newest()
    if sealed is None:
        raise ValueError("nothing is sealed yet")
    lines = [anchors.restored_line(back_to.number if back_to else 0, back_to.root if back_to else NOTHING)]
    return anchors.put_outside([*lines, anchors.line_of(sealed)])
