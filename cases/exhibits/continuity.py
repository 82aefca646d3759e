"""Which events of custody are possible: one reading of the whole chain, whatever is added to it or corrected in it.

An exhibit is held by one person at a time. It can be handed over by whoever holds it alone, not before it was seized
or before the event before, and not after it was disposed of. Of a day known in part only what is certain is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carisecure.days.known import KnownDay
from carisecure.interface import words
from cases.exhibits.models import CustodyEvent, Exhibit, Move


@dataclass(frozen=True)
class Seizure:
    """How the chain begins; `day` is None where it is not known."""

    day: KnownDay | None
    by: str

    @classmethod
    def of(cls, exhibit: Exhibit) -> Seizure:
        return cls(exhibit.found_day, exhibit.seized_by)


@dataclass(frozen=True)
class Step:
    """An event as far as its place in the chain goes; `number` as it is called on the page."""

    number: int
    kind: str
    day: KnownDay
    handed_by: str
    handed_to: str = ""
    at_time: dt.time | None = None

    @classmethod
    def of(cls, event: CustodyEvent) -> Step:
        return cls(event.number, event.kind, event.day, event.handed_by, event.handed_to, event.at_time)


@dataclass(frozen=True)
class Fault:
    """The first step that cannot have been, the field that says so, and why in words."""

    number: int
    field: str
    words: str


@dataclass(frozen=True)
class Standing:
    """Where the chain has come to: who holds it, and the last step."""

    holder: str
    last: Step | None = None

    @property
    def is_disposed(self) -> bool:
        return self.last is not None and self.last.kind == Move.DISPOSED

    @property
    def is_at_laboratory(self) -> bool:
        return self.last is not None and self.last.kind == Move.LABORATORY


def same(one: str, other: str) -> bool:
    """Whether two ways of writing name one person: blanks and capitals apart."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def fault_of(seizure: Seizure, steps: Sequence[Step]) -> Fault | None:
    """The first step that is impossible after those before it; None where all of them can have been."""
    standing = Standing(seizure.by)
    for step in steps:
        found = _wrong(seizure, standing, step)
        if found is not None:
            return Fault(step.number, *found)
        standing = after(standing, step)
    return None


def standing_of(seizure: Seizure, steps: Sequence[Step]) -> Standing:
    standing = Standing(seizure.by)
    for step in steps:
        standing = after(standing, step)
    return standing


def after(standing: Standing, step: Step) -> Standing:
    return Standing("" if step.kind == Move.DISPOSED else step.handed_to or standing.holder, step)


def _wrong(seizure: Seizure, standing: Standing, step: Step) -> tuple[str, str] | None:
    last = standing.last
    if standing.is_disposed and last is not None:
        on = words.day(last.day.first, last.day.precision)
        return "kind", _("It was disposed of on %(day)s. Nothing comes after that.") % {"day": on}
    if seizure.day is not None and step.day.is_before(seizure.day):
        on = words.day(seizure.day.first, seizure.day.precision)
        return "happened_on", _("This is before the exhibit was seized, on %(day)s.") % {"day": on}
    if last is not None and _is_before(step, last):
        on = words.day(last.day.first, last.day.precision)
        field = "happened_on" if step.day.is_before(last.day) else "at_time"
        return field, _("This is before event %(number)s, on %(day)s.") % {"number": last.number, "day": on}
    if step.kind == Move.RETURNED and not standing.is_at_laboratory:
        return "kind", _("It is not at the laboratory.")
    if step.kind == Move.LABORATORY and standing.is_at_laboratory:
        return "kind", _("It is at the laboratory already.")
    if not standing.holder:
        return "handed_by", _("The register does not say who seized it. Correct the exhibit first.")
    if not same(step.handed_by, standing.holder):
        said = {"who": step.handed_by, "holder": standing.holder}
        return "handed_by", _("%(who)s does not hold this exhibit. %(holder)s does.") % said
    return None


def _is_before(step: Step, last: Step) -> bool:
    if step.day.is_before(last.day):
        return True
    if step.at_time is None or last.at_time is None or not (step.day.is_whole and last.day.is_whole):
        return False
    return step.day.first == last.day.first and step.at_time < last.at_time
