"""For whom the recorded facts show act, means and purpose: a child needs no means, whoever else is in the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.record.models import Case, Involvement, InvolvementRole, VictimStatus
from cases.record.palermo import ChildAtAct, Elements, child_before_telling, elements_met

_WHY: dict[ChildAtAct, str | Promise] = {
    ChildAtAct.CHILD: _("a child: no means is needed"),
    ChildAtAct.PRESUMED_CHILD: _("may have been under 18 at the act: presumed a child, no means is needed"),
    ChildAtAct.ADULT: _("an adult: a means is needed"),
    ChildAtAct.NOT_KNOWN: _("age not known yet: for a child no means is needed"),
}


@dataclass(frozen=True)
class Verdict:
    """What the facts of the case show for the possible victims of one age: their labels, and the elements."""

    labels: tuple[str, ...]
    child: ChildAtAct
    elements: Elements

    @property
    def why(self) -> str | Promise:
        return _WHY[self.child] if self.labels else ""


def verdicts_of(case: Case, people: Sequence[Involvement], *, told_on: date | None = None) -> list[Verdict]:
    """One for the children of the case, for those presumed to be, for adults and for those of unknown age, as far as
    there are any; one for nobody where no possible victim is known. It decides nothing.

    The facts are the case's, so one adult does not take the rule for children from a child beside them (art. 3(c)).
    Whoever was decided not to be a victim is left out. `told_on`: the day of the first report, else the case's own.
    """
    by_age: dict[ChildAtAct, list[str]] = {}
    told_on = told_on or timezone.localdate(case.opened_at)
    for one in people:
        if one.role == InvolvementRole.POSSIBLE_VICTIM and one.status != VictimStatus.NOT_A_VICTIM:
            by_age.setdefault(child_of(one, told_on), []).append(one.label)
    if not by_age:
        by_age[ChildAtAct.NOT_KNOWN] = []
    return [_verdict(case, child, by_age[child]) for child in ChildAtAct if child in by_age]


def child_of(involvement: Involvement, told_on: date) -> ChildAtAct:
    """Whether a victim was a child at the act. No day of the act is recorded: it began before somebody told of it."""
    return child_before_telling(involvement.person.noted_age, told_on)


def _verdict(case: Case, child: ChildAtAct, labels: list[str]) -> Verdict:
    met = elements_met(acts=case.acts, means=case.means, purposes=case.purposes, child=child)
    return Verdict(tuple(labels), child, met)
