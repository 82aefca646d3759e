"""Once a referral is accepted both sides have names and telephones of the desk, and nothing of it before or after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import Agency, User
from carisecure.countries.dialling import dialled
from screening.referral.models import Referral
from screening.referral.operations.refer_out import accept_referral, read_referral
from screening.referral.operations.take_up import report_outcome, take_up_referral
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import referred_in, referred_out

UNIT, SHELTER = "868-555-0101", "868-555-0202"


@pytest.fixture
def desks(people: People) -> None:
    with as_system():
        for user, phone in ((people.investigator, UNIT), (people.caseworker, SHELTER), (people.frontline, SHELTER)):
            Agency.objects.filter(pk=user.agency_id).update(phone=phone)


def seen(client: Client, who: User, referral: Referral, page: str = "referral") -> str:
    client.force_login(who)
    text = client.get(reverse(f"screening:{page}", args=[referral.pk])).text
    return text.split('id="contacts"')[1].split("</section>")[0] if 'id="contacts"' in text else ""


def taken_up(referral: Referral, people: People) -> None:
    enter(people.investigator)
    take_up_referral(referral=referral, by=people.investigator)


@pytest.mark.usefixtures("desks")
def test_what_the_unit_sends(people: People, client: Client) -> None:
    referral = referred_out(make_case(people.investigator), people)
    assert seen(client, people.investigator, referral) == seen(client, people.caseworker, referral) == ""
    enter(people.caseworker)
    read = read_referral(referral=referral, by=people.caseworker)
    accept_referral(referral=read, note="", by=people.caseworker)
    for who in (people.investigator, people.caseworker, people.supervisor):
        contacts = seen(client, who, referral)
        for words in ("Ines Investigator", "Carla Caseworker", UNIT, SHELTER, 'href="tel:'):
            assert words in contacts, (who, words)
    enter(people.caseworker)
    report_outcome(referral=referral, outcome="services_given", note="", by=people.caseworker)
    assert seen(client, people.investigator, referral) == ""


@pytest.mark.usefixtures("desks")
def test_what_comes_to_the_unit(people: People, client: Client) -> None:
    for sender, page in ((people.caseworker, "referral"), (people.frontline, "receipt")):
        referral = referred_in(people, by=sender)
        assert seen(client, sender, referral, page) == ""
        taken_up(referral, people)
        for who, its_page in ((sender, page), (people.investigator, "referral")):
            contacts = seen(client, who, referral, its_page)
            assert all(words in contacts for words in ("Ines Investigator", sender.full_name, UNIT, SHELTER)), who


@pytest.mark.usefixtures("desks")
def test_about_an_official_no_desk_is_rung(people: People, client: Client) -> None:
    referral = referred_in(people, only_for=people.investigator)
    assert seen(client, people.caseworker, referral) == ""
    taken_up(referral, people)
    for who in (people.investigator, people.caseworker):
        contacts = seen(client, who, referral)
        assert "Ines Investigator" in contacts
        assert "do not call the duty desk" in contacts
        assert UNIT not in contacts
        assert SHELTER not in contacts


def test_a_desk_that_is_not_known_says_who_enters_it(people: People, client: Client) -> None:
    referral = referred_in(people)
    taken_up(referral, people)
    assert "An administrator can enter it under Agencies." in seen(client, people.caseworker, referral)


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("800-4CTU", "tel:+1-868-800-4288"), ("868-620-1234", "tel:+1-868-620-1234"), ("999", "tel:999"),
        ("+58 414 223 4567", "tel:+58-414-2234567"), ("12", "tel:12"), ("", ""), ("desk", ""),
    ],
)  # fmt: skip
def test_a_number_is_dialled(number: str, address: str) -> None:
    assert dialled(number) == address


def test_numbers_on_call_can_be_tapped_and_unknown_ones_say_who_helps(people: People, client: Client) -> None:
    for who, address in (
        (people.investigator, "/my-work/"),
        (people.supervisor, "/unit/"),
        (people.frontline, "/front-line/"),
    ):
        client.force_login(who)
        text = client.get(address).text
        assert 'href="tel:+1-868-800-4288">800-4CTU</a>' in text, address
        assert 'href="tel:999">999</a>' in text, address
        helps = ">Fill in<" if who is people.supervisor else "Not known yet. Ask the unit's supervisor."
        assert helps in text, address
