"""For whom the recorded facts show act, means and purpose: a child needs no means, whoever else is in the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.record.models import Case, Involvement, InvolvementRole, VictimStatus
from cases.record.palermo import AgeRange, ChildAtAct, Elements, child_before_noting, elements_met

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


def verdicts_of(case: Case, people: Sequence[Involvement]) -> list[Verdict]:
    """One for the children of the case, for those presumed to be, for adults and for those of unknown age, as far as
    there are any; one for nobody where no possible victim is known. It decides nothing.

    The facts are the case's, so one adult does not take the rule for children from a child beside them (art. 3(c)).
    Whoever was decided not to be a victim is left out.
    """
    by_age: dict[ChildAtAct, list[str]] = {}
    for one in people:
        if one.role == InvolvementRole.POSSIBLE_VICTIM and one.status != VictimStatus.NOT_A_VICTIM:
            by_age.setdefault(child_of(one), []).append(one.label)
    if not by_age:
        by_age[ChildAtAct.NOT_KNOWN] = []
    return [_verdict(case, child, by_age[child]) for child in ChildAtAct if child in by_age]


def child_of(involvement: Involvement) -> ChildAtAct:
    """Whether a victim was a child at the act. No day of the act is recorded, so the age is read back from when it was
    noted (`cases.palermo.child_before_noting`)."""
    person = involvement.person
    return child_before_noting(AgeRange(person.age_from, person.age_to), person.age_on or person.created_at.date())


def _verdict(case: Case, child: ChildAtAct, labels: list[str]) -> Verdict:
    met = elements_met(acts=case.acts, means=case.means, purposes=case.purposes, child=child)
    return Verdict(tuple(labels), child, met)
