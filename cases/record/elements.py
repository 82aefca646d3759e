"""For whom the recorded facts show act, means and purpose: a child needs no means, whoever else is in the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.days.known import KnownDay
from cases.record.codelists import codelist
from cases.record.models import Case, Involvement, InvolvementRole, VictimStatus
from cases.record.palermo import ChildAtAct, Elements, child_at_act, child_before_telling, elements_met

_WHY: dict[ChildAtAct, str | Promise] = {
    ChildAtAct.CHILD: _("a child: no means is needed"),
    ChildAtAct.PRESUMED_CHILD: _("may have been under 18 at the act: presumed a child, no means is needed"),
    ChildAtAct.ADULT: _("an adult: a means is needed"),
    ChildAtAct.NOT_KNOWN: _("age not known yet: for a child no means is needed"),
}


@dataclass(frozen=True)
class Done:
    """One thing done to one victim: codes of the lists `act`, `means_palermo` and `exploitation`, and when it began."""

    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    began: KnownDay | None = None


WhatWasDone = Mapping[UUID, Sequence[Done]]  # by the involvement of the victim
NOTHING: WhatWasDone = {}


@dataclass(frozen=True)
class Verdict:
    """What the facts show for the possible victims of one age and one result: their labels, and the elements."""

    labels: tuple[str, ...]
    child: ChildAtAct
    elements: Elements

    @property
    def why(self) -> str | Promise:
        return _WHY[self.child] if self.labels else ""


def verdicts_of(
    case: Case, people: Sequence[Involvement], done: WhatWasDone = NOTHING, *, told_on: date | None = None
) -> list[Verdict]:
    """One for the children of the case, for those presumed to be, for adults and for those of unknown age, as far as
    there are any; one for nobody where no possible victim is known. It decides nothing.

    What was said by hand of the case counts for each of them, what was done to one (`done`) for that one. One
    adult does not take the rule for children from a child beside them (art. 3(c)).
    Whoever was decided not to be a victim is left out. `told_on`: the day of the first report, else the case's own.
    """
    told_on = told_on or timezone.localdate(case.opened_at)
    found: dict[tuple[ChildAtAct, Elements], list[str]] = {}
    for one in people:
        if one.has_role(InvolvementRole.POSSIBLE_VICTIM) and one.status != VictimStatus.NOT_A_VICTIM:
            to_them = done.get(one.pk, ())
            child = child_of(one, told_on, to_them)
            found.setdefault((child, _met(case, child, to_them)), []).append(one.label)
    if not found:
        found[ChildAtAct.NOT_KNOWN, _met(case, ChildAtAct.NOT_KNOWN, ())] = []
    in_order = sorted(found, key=lambda key: list(ChildAtAct).index(key[0]))
    return [Verdict(tuple(found[child, elements]), child, elements) for child, elements in in_order]


def children_of(
    case: Case, people: Sequence[Involvement], done: WhatWasDone = NOTHING, *, told_on: date | None = None
) -> dict[UUID, ChildAtAct]:
    """Of each person whether they were a child at the act, by their involvement."""
    told_on = told_on or timezone.localdate(case.opened_at)
    return {one.pk: child_of(one, told_on, done.get(one.pk, ())) for one in people}


def child_of(involvement: Involvement, told_on: date, done: Sequence[Done] = ()) -> ChildAtAct:
    """Whether a victim was a child at the act: on the days on which what was done to them began, as far as they are
    known. Where no day is, it began before somebody told of it (`child_before_telling`).

    Of several things done, the one that protects most decides: conduct before the eighteenth birthday is a child's.
    """
    age = involvement.person.noted_age
    answers = [
        child_at_act(one.began.first, began_by=one.began.last, age=age)
        if one.began
        else child_before_telling(age, told_on)
        for one in done or [Done()]
    ]
    return min(answers, key=list(ChildAtAct).index)


def elements_shown(case: Case, done: WhatWasDone) -> Done:
    """Of the whole case: what follows from what was done to anybody, and what else was said by hand; codes in the
    order of their lists.
    """
    said = Done(tuple(case.acts), tuple(case.means), tuple(case.purposes))
    every = [said, *(one for to_one in done.values() for one in to_one)]
    return Done(
        codelist("act").check({code for one in every for code in one.acts}),
        codelist("means_palermo").check({code for one in every for code in one.means}),
        codelist("exploitation").check({code for one in every for code in one.purposes}),
    )


def _met(case: Case, child: ChildAtAct, done: Sequence[Done]) -> Elements:
    return elements_met(
        acts=[*case.acts, *(code for one in done for code in one.acts)],
        means=[*case.means, *(code for one in done for code in one.means)],
        purposes=[*case.purposes, *(code for one in done for code in one.purposes)],
        child=child,
    )
