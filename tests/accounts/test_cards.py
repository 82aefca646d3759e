"""What takes two people can be done in the demonstration by those who stand on its first page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from carisecure.access.two_people.kinds import codes
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import demonstration, enrolments, key_work, releases
from carisecure.accounts.cards import CARDS, card_of, who_is
from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import add_user
from carisecure.accounts.roles import Role
from carisecure.audit.reviewers import Reviewers
from carisecure.embedded.scene import Scene
from carisecure.interface.templatetags.interface_tags import telephone
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.factories import make_case
from tests.people import enter
from tests.roles import as_system

Asked = Callable[[str], User]


@pytest.fixture
def on_card(db: None) -> Asked:
    """Who a card signs in as."""
    with as_system():
        demonstration.build(Scene())
    people = {card.key: who_is(card) for card in CARDS}

    def found(key: str) -> User:
        user = people[key]
        assert user is not None
        return user

    return found


def test_each_role_stands_there_and_nobody_twice(on_card: Asked) -> None:
    people = [on_card(card.key) for card in CARDS]
    assert {person.role for person in people} == set(Role)
    assert len({person.pk for person in people}) == len(CARDS)
    assert [person.username for person in people if person.username.endswith("2")] == ["supervisor2", "administrator2"]


def test_whoever_sends_or_answers_a_referral_has_a_desk_that_can_be_called(on_card: Asked) -> None:
    people = [on_card(key) for key in ("investigator", "caseworker", "frontline")]
    others = Agency.objects.filter(kind="ngo")
    desks = [*others, *(one.agency for one in people)]
    assert [desk.code for desk in desks if 'href="tel:' not in telephone(desk.phone)] == []


def test_a_card_of_nobody_signs_in_nobody(on_card: Asked) -> None:
    second = card_of("second-supervisor")
    assert second is not None
    assert card_of("second-analyst") is None
    with as_system():
        User.objects.filter(pk=on_card("second-supervisor").pk).update(is_active=False)
    assert who_is(second) is None  # and not the next one, who stands on no card


@pytest.mark.parametrize("kind", codes(Approval))
@pytest.mark.parametrize(
    ("asks", "agrees"),
    [("investigator", "supervisor"), ("supervisor", "second-supervisor"), ("second-supervisor", "supervisor")],
)
def test_each_thing_in_a_case(on_card: Asked, kind: str, asks: str, agrees: str) -> None:
    case = make_case(on_card("investigator"))
    enter(on_card(asks))
    asked = approvals.request(kind, case, "Because.", on_card(asks))
    assert asked.asked_of in (on_card("supervisor"), on_card("second-supervisor"))
    assert approvals.may_decide(on_card(agrees), asked)


def test_work_on_the_keys(on_card: Asked) -> None:
    enter(on_card("administrator"))
    asked = key_work.ask(kind=KeyWork.REINDEX, reason="The yearly one.", by=on_card("administrator"))
    assert key_work.waiting_for(on_card("second-administrator")) == [asked]
    assert key_work.may_decide(on_card("second-administrator"), asked)
    assert not key_work.may_decide(on_card("administrator"), asked)


@pytest.mark.parametrize("lets_in", ["second-administrator", "supervisor"])
def test_a_new_account(on_card: Asked, lets_in: str) -> None:
    enter(on_card("administrator"))
    added = add_user(
        username="newcomer", full_name="Nora Noddy (invented)", role=Role.INVESTIGATOR,
        agency=Agency.objects.get(code="ctu"), password="Long-enough-and-invented-17", by=on_card("administrator"),
    )  # fmt: skip
    enter(on_card(lets_in))
    assert releases.waiting_for(on_card(lets_in)) == [added]
    assert releases.let_in(user=added, by=on_card(lets_in)).is_active


@pytest.mark.parametrize(
    ("lost_it", "asks", "confirms"),
    [
        ("investigator", "supervisor", "second-supervisor"),
        ("prosecutor", "administrator", "second-administrator"),
    ],
)
def test_a_lost_factor(on_card: Asked, lost_it: str, asks: str, confirms: str) -> None:
    enter(on_card(asks))
    asked = enrolments.ask_enrolment(
        user=on_card(lost_it), second=on_card(confirms), password_too=False, by=on_card(asks)
    )
    enter(on_card(confirms))
    assert enrolments.confirm_enrolment(enrolment=asked, by=on_card(confirms))


@pytest.mark.parametrize("reader", ["investigator", "supervisor", "caseworker", "prosecutor"])
def test_unusual_reading_is_looked_at_by_the_auditor(on_card: Asked, reader: str) -> None:
    assert Reviewers().choose(on_card(reader)) == on_card("auditor")
