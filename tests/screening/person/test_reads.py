"""A page about somebody leaves one line in the log, its form as well, however little that says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.audit.models import Entry
from screening.contact.operations import About
from screening.interview.operations import answer_question, finish_screening, start_at_the_door
from screening.interview.results import instrument_of
from screening.referral.models import Referral
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import PREFACE, begin, referred_in, referred_out


def read_by(client: Client, name: str, *args: object) -> list[Entry]:
    """The lines that opening a page wrote."""
    before = len(lines(action="read"))
    response = client.get(reverse(f"screening:{name}", args=args))
    assert response.status_code == 200, response.content[:400]
    return lines(action="read")[before:]


@pytest.fixture
def referral(people: People) -> Referral:
    return referred_out(make_case(people.investigator), people)


@pytest.mark.parametrize(
    "name", ["person", "decide_status", "refer_out", "start_screening", "choose_assessment", "assess"]
)
def test_pages_about_a_person(people: People, client: Client, name: str) -> None:
    person = first_person(make_case(people.investigator))
    client.force_login(people.investigator)
    more = ["delphi_adult_labour"] if name == "assess" else []
    (line,) = read_by(client, name, person.pk, *more)
    assert (line.table_name, line.object_id) == ("cases_involvement", str(person.pk))


def test_pages_of_a_first_screen(people: People, client: Client) -> None:
    screening = begin(first_person(make_case(people.investigator)), people.investigator, health=["hurt"])
    client.force_login(people.investigator)
    item = instrument_of(screening).items[0].id
    answer_question(screening=screening, item=item, answer="yes", by=people.investigator)
    for name, more in (("before", []), ("question", [1]), ("finish", [])):
        (line,) = read_by(client, name, screening.pk, *more)
        assert (line.table_name, line.object_id) == ("screening_screening", str(screening.pk)), name


def test_the_page_before_sending_names_the_screen(people: People, client: Client) -> None:
    enter(people.frontline)
    screening = start_at_the_door(about=About(age_from=20), preface=PREFACE, by=people.frontline)
    finish_screening(screening=screening, by=people.frontline)
    client.force_login(people.frontline)
    (line,) = read_by(client, "send_to_unit", screening.pk)
    assert (line.table_name, line.object_id) == ("screening_screening", str(screening.pk))
    assert read_by(client, "receipt_list") == []


def test_the_page_of_a_consent(people: People, client: Client, referral: Referral) -> None:
    client.force_login(people.investigator)
    (line,) = read_by(client, "withdraw_consent", referral.consent_id)
    assert (line.table_name, line.object_id) == ("screening_consent", str(referral.consent_id))


@pytest.mark.parametrize("name", ["my_clients", "referral_list", "inbound_list"])
def test_lists_say_whom_they_showed(people: People, client: Client, name: str) -> None:
    reader = people.investigator if name == "inbound_list" else people.caseworker
    client.force_login(reader)
    assert read_by(client, name) == []
    made = [referred_in(people) for _ in range(2)]
    client.force_login(reader)
    (line,) = read_by(client, name)
    assert line.table_name == "screening_referral"
    assert set(line.detail["ids"]) == {str(one.pk) for one in made}


@pytest.mark.parametrize("name", ["accept", "decline", "record_consent"])
def test_a_form_that_says_a_reference_and_no_more_leaves_one_too(
    people: People, client: Client, referral: Referral, name: str
) -> None:
    pk: Any = referral.involvement_id if name == "record_consent" else referral.pk
    client.force_login(people.investigator if name == "record_consent" else people.caseworker)
    (line,) = read_by(client, name, pk)
    assert (line.object_id, line.detail["page"]) == (str(pk), f"screening:{name}")
