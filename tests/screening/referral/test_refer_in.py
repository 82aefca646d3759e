from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from cases.people.models import PersonIdentity
from cases.record.models import Case, Involvement, InvolvementGrant, Person
from screening.contact.operations import About
from screening.interview.models import Screening
from screening.interview.operations import finish_screening, start_at_the_door
from screening.referral.models import Referral, ReferralEnding
from screening.referral.operations import refer_out as module
from screening.referral.operations.refer_in import Agreed, send
from screening.referral.operations.refer_out import accept_referral, decline_referral, read_referral
from screening.referral.operations.take_up import decline_take_up, report_outcome, take_up_referral
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.referral.packet import Asked
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import PREFACE, referred_in, referred_out


def held(people: People, group: Any) -> set[str]:
    codes = InvolvementGrant.objects.filter(group=group).values_list("permission__codename", flat=True)
    return {code.removesuffix("_involvement") for code in codes}


def test_a_person_without_a_name_and_without_a_case(people: People) -> None:
    referral = referred_in(people)
    involvement = Involvement.objects.get()
    assert (involvement.case_id, involvement.role) == (None, "possible_victim")
    assert not PersonIdentity.objects.exists()
    assert (referral.direction, referral.state) == ("in", "sent")
    for group in (people.caseworker.agency.group, people.investigator.agency.group):
        assert held(people, group) == {"view", "change", "see_identity"}


def test_nobody_but_sender_and_unit_sees_it(people: People) -> None:
    referred_in(people)
    for key, person in people.items():
        enter(person)
        seen = Referral.objects.exists()
        assert seen is (key in {"investigator", "colleague", "supervisor", "caseworker"}), key


def test_read_taken_up_and_the_outcome_comes_back(people: People) -> None:
    referral = referred_in(people)
    enter(people.investigator)
    read_referral(referral=referral, by=people.investigator)
    case = take_up_referral(referral=referral, by=people.investigator)
    assert Involvement.objects.get().case_id == case.pk
    report_outcome(referral=referral, outcome="under_investigation", note="Thank you.", by=people.investigator)
    enter(people.caseworker)
    found = Referral.objects.get()
    assert (found.state, found.outcome, found.outcome_note) == ("closed", "under_investigation", "Thank you.")
    assert not Case.objects.exists()


def test_into_a_case_that_exists(people: People) -> None:
    referral = referred_in(people)
    case = make_case(people.investigator)
    assert take_up_referral(referral=referral, case=case, by=people.investigator) == case
    assert [i.label for i in Involvement.objects.filter(case=case).order_by("label")] == ["Person 1", "Person 2"]


def test_into_a_case_for_named_people_the_rest_of_the_unit_lets_go(people: People) -> None:
    referral = referred_in(people)
    case = make_case(people.investigator, is_official_involved=True)
    take_up_referral(referral=referral, case=case, by=people.investigator)
    enter(people.colleague)
    assert not Involvement.objects.exists()
    assert not Referral.objects.exists()
    enter(people.investigator)
    assert Referral.objects.get().state == "taken_up"


def test_a_foreign_case_is_not_there(people: People) -> None:
    referral = referred_in(people)
    foreign = make_case(people.outsider)
    enter(people.investigator)
    with pytest.raises(NotVisible):
        take_up_referral(referral=referral, case=foreign, by=people.investigator)
    assert Referral.objects.get().state == "sent"


def test_not_taken_up_needs_a_sentence(people: People) -> None:
    referral = referred_in(people)
    enter(people.investigator)
    with pytest.raises(ValidationError):
        decline_take_up(referral=referral, reason="not_trafficking", note=" ", by=people.investigator)
    decline_take_up(referral=referral, reason="not_trafficking", note="A wage claim.", by=people.investigator)
    with pytest.raises(TransitionRefused):
        take_up_referral(referral=referral, by=people.investigator)
    enter(people.caseworker)
    assert Referral.objects.get().decision_note == "A wage claim."


def test_the_sender_does_not_answer_for_the_unit(people: People) -> None:
    referral = referred_in(people)
    for person in (people.caseworker, people.other_caseworker, people.outsider):
        enter(person)
        with pytest.raises((NotVisible, NotPermitted)):
            take_up_referral(referral=referral, by=person)


@pytest.mark.parametrize("key", ["investigator", "prosecutor", "analyst", "auditor", "administrator"])
def test_only_partners_refer_in(people: People, key: str) -> None:
    with pytest.raises(NotPermitted):
        referred_in(people, by=getattr(people, key))


@pytest.mark.parametrize(
    "wrong", [{"agreed": Agreed(urgent_ground="danger_now")}, {"about": About(age_from=30, age_to=20)}]
)
def test_what_does_not_hold_makes_nothing(people: People, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        referred_in(people, **wrong)
    with as_system():
        assert not Person.objects.exists()


def test_only_the_unit_takes_these(people: People) -> None:
    with pytest.raises(ValidationError):
        referred_in(people, to_agency=people.other_caseworker.agency)


def test_a_withdrawn_consent_takes_it_back_before_it_is_taken_up(people: People) -> None:
    referral = referred_in(people)
    assert referral.consent is not None
    withdraw_consent(consent=referral.consent, by=people.caseworker)
    enter(people.investigator)
    assert not Referral.objects.exists()
    assert not Involvement.objects.exists()
    assert ReferralEnding.objects.get().state == "withdrawn"


def test_a_late_failure_leaves_nothing(people: People) -> None:
    with mock.patch.object(module, "add_event", side_effect=RuntimeError), pytest.raises(RuntimeError):
        referred_in(people)
    with as_system():
        assert not Person.objects.exists()
        assert not InvolvementGrant.objects.exists()


def from_the_door(people: People) -> Referral:
    enter(people.frontline)
    screening = start_at_the_door(about=About(age_from=20), preface=PREFACE, by=people.frontline)
    finish_screening(screening=screening, by=people.frontline)
    return send(
        involvement=screening.involvement, to_agency=people.investigator.agency,
        asked=Asked("Found at the port.", (), ""), agreed=Agreed(language="es"), by=people.frontline,
    )  # fmt: skip


def test_a_frontline_officer_looks_nothing_up_afterwards(people: People) -> None:
    referral = from_the_door(people)
    assert held(people, people.frontline.personal_group) == {"view"}
    assert Referral.objects.get() == referral
    assert not Screening.objects.exists()
    enter(people.investigator)
    assert Screening.objects.count() == 1


def test_it_is_sent_once(people: People) -> None:
    referral = from_the_door(people)
    with pytest.raises((ValidationError, NotPermitted)):
        send(
            involvement=referral.involvement, to_agency=people.investigator.agency,
            asked=Asked("Again.", (), ""), agreed=Agreed(), by=people.frontline,
        )  # fmt: skip


def test_a_colleague_of_the_officer_sees_nothing(people: People) -> None:
    from_the_door(people)
    assert not InvolvementGrant.objects.filter(group=people.frontline.agency.group).exists()


def _own_client_comes_back(people: People, how: str) -> Referral:
    """The unit has answered what the shelter sent, and refers the woman to the shelter in turn."""
    referral = referred_in(people)
    enter(people.investigator)
    case = take_up_referral(referral=referral, by=people.investigator)
    report_outcome(referral=referral, outcome="person_safe", note="", by=people.investigator)
    back = referred_out(case, people)
    enter(people.caseworker)
    back = read_referral(referral=back, by=people.caseworker)
    if how == "declined":
        decline_referral(referral=back, reason="no_space", note="", by=people.caseworker)
    elif how == "closed":
        accept_referral(referral=back, note="", by=people.caseworker)
        report_outcome(referral=back, outcome="person_safe", note="", by=people.caseworker)
    else:
        enter(people.investigator)
        assert back.consent is not None
        withdraw_consent(consent=back.consent, by=people.investigator)
    return referral


@pytest.mark.parametrize("how", ["declined", "closed", "withdrawn"])
def test_a_client_whom_the_unit_refers_back_stays_the_shelters(people: People, how: str) -> None:
    referral = _own_client_comes_back(people, how)
    enter(people.caseworker)
    assert held(people, people.caseworker.agency.group) == {"view", "change", "see_identity"}
    assert Referral.objects.filter(pk=referral.pk).exists()
    assert Involvement.objects.exists()
