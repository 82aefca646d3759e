"""What every page says of a case: whether it stands still, and its elements in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList, now
from carisecure.accounts.models import User
from carisecure.audit.record import record_listed
from cases.record.codelists import codelist
from cases.record.elements import NOTHING, WhatWasDone
from cases.record.models import Case, Person, Stage

# A case that nobody has touched for so long is asked about (the unit's supervisor sees at whose desk).
IDLE_DAYS = 14


def born_by_noted_age(person: Person) -> date | None:
    """The first day on which somebody can have been born, by the highest age that was noted."""
    if person.age_to is None:
        return None
    return (person.age_on or person.created_at.date()) - relativedelta(years=person.age_to + 1)


def idle_since() -> datetime:
    return now() - timedelta(days=IDLE_DAYS)


@dataclass(frozen=True)
class Desk:
    """The cases on somebody's page: their own, the longest without a move first; those that nobody leads, the oldest
    first; and every one in which somebody is in danger, the longest standing first.
    """

    mine: list[Case]
    free: list[Case]
    danger: list[Case]


def desk_of(viewer: User, most: int) -> Desk:
    found = {case.pk: case for case in _on_desk(viewer, most)}.values()
    mine = [case for case in found if case.lead_officer_id == viewer.pk and case.stage != Stage.CLOSED]
    free = [case for case in found if case.lead_officer_id is None and case.stage != Stage.CLOSED]
    danger = [(case.danger_since, case.pk, case) for case in found if case.danger_since is not None]
    return Desk(
        mine=sorted(mine, key=lambda case: case.last_moved_at)[:most],
        free=sorted(free, key=lambda case: case.opened_at)[:most],
        danger=[case for _since, _key, case in sorted(danger)],
    )


@KeptList
def _on_desk(viewer: User, most: int) -> QuerySet[Case]:
    """One query in three parts, each by its own index and cut by itself."""
    seen = Case.objects.visible_to(viewer, "cases.view_case").select_related("lead_officer")
    parts = (
        seen.led_by(viewer).open().order_by("last_moved_at")[:most],
        seen.unassigned().ordinary().order_by("opened_at")[:most],
        seen.in_danger().order_by("danger_since")[: most + 1],
    )
    union: QuerySet[Case] = parts[0].union(*parts[1:], all=True)
    return union


def tell_titles(cases: Iterable[Case], page: str) -> None:
    """A working title is a text like others: the log tells in one line whose titles a list showed."""
    record_listed("cases_case", dict.fromkeys(case.pk for case in cases if case.title), page=page)


def is_idle(case: Case) -> bool:
    return case.stage != Stage.CLOSED and case.last_moved_at < idle_since()


@dataclass(frozen=True)
class ElementLine:
    """One element of the crime in words: what follows from what was done, and what else was said by hand."""

    name: str | Promise
    words: tuple[str, ...]
    is_needed: bool = True
    by_hand: tuple[str, ...] = ()
    proved_by: tuple[str, ...] = ()


ELEMENTS = ("act", "means", "purpose")


def element_lines(
    case: Case,
    done: WhatWasDone = NOTHING,
    *,
    needs_means: bool = True,
    proved: Mapping[str, tuple[str, ...]] | None = None,
) -> list[ElementLine]:
    """What is recorded of act, means and purpose; for whom that is enough says `cases.record.elements`.

    `proved`: by the code of the element (act, means, purpose), in words, what proves it.
    """
    all_done = [one for each in done.values() for one in each]
    by = proved or {}
    found = [
        _line(_("Act"), "act", [code for one in all_done for code in one.acts], case.acts),
        _line(_("Means"), "means_palermo", [code for one in all_done for code in one.means], case.means, needs_means),
        _line(_("Purpose"), "exploitation", [code for one in all_done for code in one.purposes], case.purposes),
    ]
    return [replace(line, proved_by=by.get(code, ())) for line, code in zip(found, ELEMENTS, strict=True)]


def _line(name: str, of: str, done: list[str], said: list[str], is_needed: bool = True) -> ElementLine:
    by_hand = _words(of, [code for code in said if code not in done])
    return ElementLine(name, _words(of, codelist(of).check(done)), is_needed, by_hand)


def _words(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(codelist(name).get(code).label) for code in codes)
