"""Before a referral is sent its page says which names will go, and shows them only as every other page does."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.course.operations import take_case
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Case, InvolvementGrant
from screening.consent.models import Consent
from screening.referral.models import Referral
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ROSA = (PersonEntry(name="Rosa Demo"),)


@pytest.fixture
def case(people: People) -> Case:
    made = make_case(people.investigator, people=ROSA)
    take_case(case=made, by=people.investigator)
    return made


def address_of(case: Case) -> str:
    return reverse("screening:refer_out", args=[first_person(case).pk])


def fields(people: People) -> dict[str, Any]:
    return {
        "to_agency": str(people.caseworker.agency_id), "purpose": "A safe bed for tonight.",
        "categories": ["identity", "age_language"], "basis": "new_consent", "given_by": "self", "language": "es",
        "given_on": "2026-11-01", "submission_key": str(uuid.uuid4()),
    }  # fmt: skip


def typed_in(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        found.setdefault(name, []).append(value)
    return found


def press(client: Client, address: str, page: str, **button: str) -> Any:
    return client.post(address, {**typed_in(page), **button}, follow=True)


def test_the_kinds_are_said_and_the_names_come_with_one_press(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    address, person = address_of(case), first_person(case)
    page = client.post(address, fields(people)).text
    assert "Rosa Demo" not in page
    assert re.search(r"packet-label\">Name</span> <span>Hidden\. Show names to read them\.", page)
    assert lines(action="read.identity") == []
    assert (lines(action="read")[-1].object_id, "names" in lines(action="read")[-1].detail) == (str(person.pk), False)
    page = press(client, address, page, names="show").text
    assert "Rosa Demo" in page
    assert "A safe bed for tonight." in page
    (line,) = lines(action="read.identity")
    assert (line.object_id, line.detail) == (str(person.pk), {"people": [str(person.person_id)]})
    assert lines(action="read")[-1].detail["names"] is True
    assert "Rosa Demo" in client.post(address, typed_in(page)).text  # the visit goes on
    assert "Rosa Demo" in client.get(reverse("cases:person", args=[person.pk])).text
    assert len(lines(action="read.identity")) == 1
    assert "Rosa Demo" not in press(client, address, page, names="hide").text


def test_the_packet_says_when_it_is_safe_to_call(people: People, case: Case, client: Client) -> None:
    """Where nobody asked it says that too: the shelter must not call as if it had been cleared."""
    by, person = people.investigator, first_person(case)
    add_name(involvement=person, kind="phone", value="868-620-1234", safe_to_call="Mornings; her uncle answers.", by=by)
    add_name(involvement=person, kind="phone", value="721-9876 (sister)", by=by)
    client.force_login(by)
    page = press(client, address_of(case), client.post(address_of(case), fields(people)).text, names="show").text
    facts = re.findall(r"packet-label\">([^<]*)</span> <span>([^<]*)<", page)
    at = facts.index(("Telephone", "868-620-1234"))
    assert facts[at + 1 : at + 4] == [
        ("When it is safe to call", "Mornings; her uncle answers."),
        ("Telephone", "721-9876 (sister)"),
        ("When it is safe to call", "not known yet"),
    ]


def test_what_was_covered_is_sent_whole(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    address = address_of(case)
    page = client.post(address, fields(people)).text
    assert client.post(address, {**typed_in(page), "send": "1"}).status_code == 302
    enter(people.investigator)
    assert "Rosa Demo" in Referral.objects.get().packet


def test_whoever_does_not_lead_the_case_says_why(people: People, case: Case, client: Client) -> None:
    client.force_login(people.colleague)
    address = address_of(case)
    page = client.post(address, fields(people)).text
    refused = press(client, address, page, names="show", reason="").text
    assert "Rosa Demo" not in refused
    assert "Choose why you need the names." in refused
    assert len(lines(action="refused.invalid")) == 1
    assert "Rosa Demo" in press(client, address, refused, names="show", reason="on_duty").text
    (line,) = lines(action="read.identity")
    assert line.detail["reason"] == "on_duty"


def test_the_sixth_person_of_an_hour_needs_a_fresh_factor(people: People, client: Client) -> None:
    cases = [make_case(people.investigator, people=ROSA) for _ in range(6)]
    client.force_login(people.colleague)
    for number, one in enumerate(cases):
        address = address_of_as(people, one)
        page = client.post(address, fields(people)).text
        answer = press(client, address, page, names="show", reason="on_duty")
        assert ("Rosa Demo" in answer.text) is (number < 5)
    assert answer.redirect_chain[-1][0].startswith(reverse("confirm"))


def address_of_as(people: People, case: Case) -> str:
    enter(people.investigator)
    return address_of(case)


def test_whoever_may_not_see_names_is_offered_none(people: People, case: Case, client: Client) -> None:
    address = address_of(case)
    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    client.force_login(people.investigator)
    page = client.post(address, fields(people)).text
    assert "Show names" not in page
    assert "Rosa Demo" not in press(client, address, page, names="show").text
    assert lines(action="read.identity") == []


def test_a_referral_without_names_offers_none(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    page = client.post(address_of(case), {**fields(people), "categories": ["age_language"]}).text
    assert "Exactly what" in page
    assert "Show names" not in page


def test_nothing_is_sent_that_nobody_has_looked_at(people: People, case: Case, client: Client) -> None:
    """The second press without the first page: what would be shared was never shown."""
    client.force_login(people.investigator)
    answer = client.post(address_of(case), {**fields(people), "send": "1"})
    assert answer.status_code == 422
    assert "Check again, then send." in answer.text
    enter(people.investigator)
    assert not Referral.objects.exists()
    assert not Consent.objects.exists()
