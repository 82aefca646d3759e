"""Charged and convicted, counted by hand: two matters of one case, and a matter of another."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.people.roles import RoleFacts, add_role
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.charges.queries import suspects_filed
from prosecutions.outcomes.corrections import correct_outcome
from prosecutions.outcomes.operations import record_outcome
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from reports.indicators.base import Span
from tests.cases.same_human.said import link
from tests.factories import make_person
from tests.people import People, enter
from tests.prosecutions.matter.test_several import sent
from tests.prosecutions.matters import CHARGE, investigated
from tests.reports.indicators.test_unit_figures import count, decide, month

pytestmark = pytest.mark.django_db
JUNE, JULY = dt.date(2025, 6, 10), dt.date(2025, 7, 10)
YEAR = dt.date(2025, 1, 1)


def accused_of(people: People, matter: Prosecution, *, is_filed: bool) -> Accused:
    enter(people.prosecutor)
    found = suspects_filed(people.prosecutor, matter, action="prosecutions.lay_charge")
    return add_accused(
        prosecution=matter, label="", name="", by=people.prosecutor, filed_as=found[0] if is_filed else None
    )


def charge(people: People, accused: Accused, laid_on: dt.date) -> Charge:
    enter(people.prosecutor)
    return lay_charge(accused=accused, facts=ChargeFacts(**{**CHARGE, "laid_on": laid_on}), by=people.prosecutor)


def figures(people: People, code: str) -> list[int]:
    """Of June, of July, and of the whole year: who is in both months is there once."""
    months = [count(people, code, month(day)).total for day in (JUNE, JULY)]
    return [*months, count(people, code, Span("2025", YEAR, dt.date(2025, 12, 31))).total]


def test_two_matters_of_one_case_and_one_of_another(people: People) -> None:
    case, other = investigated(people.investigator), investigated(people.investigator)
    rex = make_person(case, people.investigator, role="suspect", name="Rex Demo")
    again = make_person(other, people.investigator, role="suspect", name="Rex Demo")
    first, second = sent(case, people).prosecution, sent(case, people, opens_matter=True).prosecution
    third = sent(other, people).prosecution
    # June: Rex in the first matter, twice; somebody whom no file has. July: Rex in the second matter.
    filed = accused_of(people, first, is_filed=True)
    one, two = charge(people, filed, JUNE), charge(people, filed, JUNE)
    charge(people, accused_of(people, first, is_filed=False), JUNE)
    later = charge(people, accused_of(people, second, is_filed=True), JULY)
    assert figures(people, "charges") == [3, 1, 4]
    assert figures(people, "charged") == [2, 1, 2]
    # The suspect of the other case is a person of her own there, until the two are one.
    charge(people, accused_of(people, third, is_filed=True), JULY)
    assert figures(people, "charged") == [2, 2, 3]
    link(rex, again, people.investigator)
    assert figures(people, "charged") == [2, 1, 2]
    # Convicted in both matters: one human. What is struck out was no conviction.
    assert figures(people, "convicted") == [0, 0, 0]
    enter(people.prosecutor)
    verdicts = [
        record_outcome(charge=tried, verdict=verdict, happened_on=on, by=people.prosecutor)
        for tried, verdict, on in ((one, "convicted", dt.date(2025, 6, 20)), (two, "acquitted", dt.date(2025, 6, 20)),
                                   (later, "guilty_plea", dt.date(2025, 7, 20)))
    ]  # fmt: skip
    assert figures(people, "convicted") == [1, 1, 1]
    enter(people.prosecutor)
    struck = Correction(1, "Of another accused.", is_retracted=True)
    correct_outcome(outcome=verdicts[0], correction=struck, by=people.prosecutor)
    assert figures(people, "convicted") == [0, 1, 1]
    # She was made to do it: a victim by decision, and charged.
    assert figures(people, "victims_charged") == [0, 0, 0]
    enter(people.investigator)
    add_role(involvement=rex, facts=RoleFacts("possible_victim"), by=people.investigator)
    decide(people, rex)
    assert figures(people, "victims_charged") == [1, 1, 1]
