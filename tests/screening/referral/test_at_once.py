"""Two people who press at the same moment: one is served, the other is told, and nothing contradicts itself."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.accounts.models import User
from cases.record.models import Involvement
from screening.contact.operations import About
from screening.interview.operations import finish_screening, start_at_the_door
from screening.referral.models import Referral
from screening.referral.operations import history, refer_in, refer_out
from screening.referral.operations.refer_in import Agreed, send
from screening.referral.operations.refer_out import Basis, accept_referral, read_referral
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.status import operations as status
from screening.status.models import StatusDetermination
from tests.at_once import Press, at_once
from tests.factories import first_person, make_case
from tests.people import People, enter, make_people
from tests.roles import as_system
from tests.screening.made import ASKED, PREFACE, SHARED, consent, referred_out
from tests.screening.status.test_status import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> People:
    return make_people()


def sending(person: Involvement, basis: Basis, people: People, by: User) -> tuple[User, Press]:
    return by, lambda: refer_out.refer_out(
        involvement=person, to_agency=people.caseworker.agency, asked=ASKED, categories=SHARED, basis=basis, by=by
    )


def referrals() -> list[Referral]:
    with as_system():
        return list(Referral.objects.select_related("consent"))


def test_a_consent_taken_back_while_somebody_sends_leaves_nothing_open(people: People) -> None:
    with transaction.atomic():
        person = first_person(make_case(people.investigator))
        given = consent(person, people)
    sent, withdrawn = at_once(
        sending(person, Basis(given), people, people.investigator),
        (people.colleague, lambda: withdraw_consent(consent=given, by=people.colleague)),
        within=refer_out, step="build",
    )  # fmt: skip
    assert isinstance(sent, Referral)
    assert not isinstance(withdrawn, Exception)
    (referral,) = referrals()
    assert referral.consent is not None
    assert (referral.consent.is_in_force, referral.state) == (False, "withdrawn")


def test_two_colleagues_send_one_referral(people: People) -> None:
    with transaction.atomic():
        person = first_person(make_case(people.investigator))
        given = consent(person, people)
    answers = at_once(
        sending(person, Basis(given), people, people.investigator),
        sending(person, Basis(given), people, people.colleague),
        within=refer_out, step="build",
    )  # fmt: skip
    assert isinstance(answers[0], Referral)
    assert isinstance(answers[1], ValidationError)
    assert "already been referred there" in str(answers[1])
    assert len(referrals()) == 1


def test_two_windows_send_a_first_screen_once(people: People) -> None:
    officer = people.frontline
    with transaction.atomic():
        enter(officer)
        screening = start_at_the_door(about=About(age_from=20), preface=PREFACE, by=officer)
        finish_screening(screening=screening, by=officer)
    press = (
        officer,
        lambda: send(
            involvement=screening.involvement, to_agency=people.investigator.agency, asked=ASKED,
            agreed=Agreed(language="es"), by=officer,
        ),
    )  # fmt: skip
    answers = at_once(press, press, within=refer_in, step="build")
    assert isinstance(answers[0], Referral)
    assert isinstance(answers[1], NotPermitted)  # the person is the unit's by then
    assert len(referrals()) == 1


def test_an_answer_and_a_withdrawal_do_not_wait_for_each_other(people: People) -> None:
    with transaction.atomic():
        referral = referred_out(make_case(people.investigator), people)
        enter(people.caseworker)
        read_referral(referral=referral, by=people.caseworker)
    given = referral.consent
    assert given is not None
    answers = at_once(
        (people.caseworker, lambda: accept_referral(referral=referral, note="Come.", by=people.caseworker)),
        (people.investigator, lambda: withdraw_consent(consent=given, by=people.investigator)),
        within=history, step="add_event",
    )  # fmt: skip
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    assert [one.state for one in referrals()] == ["withdrawn"]


def test_two_colleagues_correct_an_entry_once(people: People) -> None:
    with transaction.atomic():
        person = first_person(make_case(people.investigator))
        wrong = decide(person, people.investigator, status="identified")

    def correcting(by: User) -> tuple[User, Press]:
        return by, lambda: decide(person, by, replaces=wrong)

    answers = at_once(
        correcting(people.investigator), correcting(people.colleague), within=status, step="decision_in_force"
    )
    assert isinstance(answers[0], StatusDetermination)
    assert isinstance(answers[1], TransitionRefused)


def test_the_table_takes_no_second_open_referral(people: People) -> None:
    with transaction.atomic():
        referral = referred_out(make_case(people.investigator), people)
    with as_system(), pytest.raises(IntegrityError, match="referral_one_open"), transaction.atomic():
        Referral.objects.create(
            **{f.attname: getattr(referral, f.attname) for f in Referral._meta.concrete_fields if f.name != "id"}
            | {"reference": "R-ANOTHER"}
        )
