from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from carisecure.access.errors import NotPermitted, TransitionRefused
from cases.course.operations import close_case
from cases.intake.operations.taking_up import take_up_involvement
from cases.people.models import PersonIdentity
from cases.record.models import Case, Involvement
from tests.factories import make_case, make_referred_person
from tests.people import People, enter


def test_a_referred_person_gets_a_case_that_the_partner_cannot_see(people: People) -> None:
    person = make_referred_person(people.caseworker, unit=people.investigator, name="Rosa Demo")
    enter(people.investigator)
    case = take_up_involvement(involvement=person, by=people.investigator)
    assert Involvement.objects.get().case == case
    assert (case.lead_officer, case.stage) == (people.investigator, "under_investigation")
    enter(people.colleague)
    assert Case.objects.get() == case
    enter(people.caseworker)
    assert not Case.objects.exists()
    assert Involvement.objects.get().label == "Person A"
    assert PersonIdentity.objects.get().value == "Rosa Demo"
    enter(people.other_caseworker)
    assert not Involvement.objects.exists()


def test_or_joins_one_that_is_open(people: People) -> None:
    case = make_case(people.investigator)
    person = make_referred_person(people.caseworker, unit=people.investigator, label="Person 1")
    enter(people.investigator)
    assert take_up_involvement(involvement=person, case=case, by=people.investigator) == case
    assert Case.objects.get().lead_officer is None  # whose case it is is not changed by one more person in it
    assert {i.label for i in Involvement.objects.all()} == {"Person 1", "Person 2"}
    enter(people.caseworker)
    assert [i.label for i in Involvement.objects.all()] == ["Person 2"]


def test_a_closed_case_takes_nobody_in(people: People) -> None:
    person = make_referred_person(people.caseworker, unit=people.investigator)
    case = make_case(people.investigator)
    close_case(case=case, reason="untraceable", note="x", by=people.investigator)
    with pytest.raises(ValidationError) as refused:
        take_up_involvement(involvement=person, case=case, by=people.investigator)
    assert list(refused.value.message_dict) == ["reference"]
    assert Involvement.objects.filter(case=None).count() == 1


def test_only_once(people: People) -> None:
    person = make_referred_person(people.caseworker, unit=people.investigator)
    enter(people.investigator)
    take_up_involvement(involvement=person, by=people.investigator)
    with pytest.raises(TransitionRefused):
        take_up_involvement(involvement=person, by=people.investigator)


def test_the_partner_does_not_take_up(people: People) -> None:
    person = make_referred_person(people.caseworker, unit=people.investigator)
    with pytest.raises(NotPermitted):
        take_up_involvement(involvement=person, by=people.caseworker)
