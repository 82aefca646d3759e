"""An age says what it rests on: asked for by the forms, said in words where an older row has none."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from carisecure.interface.kept_words import say
from carisecure.interface.words import day
from cases.dossier.copy_content import content_of
from cases.people.forms import PersonForm, PersonRow
from cases.people.operations import PersonEntry
from cases.record.models import Involvement
from prosecutions.file.sheets import sheets_of
from screening.referral.forms import ReferInForm
from screening.referral.packet import about
from tests.factories import first_person, make_case
from tests.people import People, enter

UNSAID = PersonEntry(age_from=35, age_to=50)


def today() -> str:
    return day(timezone.localdate())


def sent(**fields: str) -> PersonForm:
    return PersonForm({"submission_key": str(uuid.uuid4()), "role": "suspect", **fields})


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"age_from": "35", "age_to": "50", "age_basis": "not_known"}, ["age_basis"]),
        ({"age_from": "35", "age_basis": ""}, ["age_basis"]),
        ({"age_to": "0", "age_basis": "not_known"}, ["age_basis"]),
        ({"age_basis": "document"}, ["age_basis"]),
        ({"age_from": "50", "age_to": "35", "age_basis": "said"}, ["age_to"]),
        ({"age_from": "old", "age_basis": "said"}, ["age_from"]),
        ({"age_from": "35", "age_to": "50", "age_basis": "impression"}, []),
        ({"age_from": "0", "age_basis": "said"}, []),
        ({"age_basis": "not_known"}, []),
        ({}, []),
        ({"age_on": "03/03/2023"}, ["age_on"]),
        ({"age_from": "16", "age_basis": "said", "age_on": "03/03/2123"}, ["age_on"]),
        ({"age_from": "16", "age_basis": "said", "age_on": "31/11/2015"}, ["age_on"]),
        ({"age_from": "16", "age_basis": "said", "age_on": "03/03/2023"}, []),
        ({"age_from": "20", "age_basis": "said", "age_on": "05/12/1900"}, ["age_on"]),
        ({"age_to": "20", "age_basis": "said", "age_on": "05/12/1900"}, ["age_on"]),
        ({"age_from": "20", "age_basis": "said", "age_on": "05/12/1950"}, []),
    ],
)
def test_a_range_asks_what_it_rests_on(fields: dict[str, str], at: list[str]) -> None:
    assert list(sent(**fields).errors) == at


def test_nothing_said_is_stored_as_not_known_yet() -> None:
    form = sent()
    assert form.is_valid()
    assert form.entry().age_basis == "not_known"


def test_a_referral_asks_too(people: People) -> None:
    form = ReferInForm({"age_from": "19", "submission_key": str(uuid.uuid4())}, by=people.caseworker)
    assert "age_basis" in form.errors


def test_the_row_of_a_report_asks_nothing_of_the_caller() -> None:
    assert PersonRow({"age_from": "20"}).is_valid()
    assert list(PersonRow({"age_from": "20", "age_to": "10"}).errors) == ["age_to"]


def test_no_page_says_that_a_known_age_is_not_known(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(UNSAID,))
    person = first_person(case)
    client.force_login(people.investigator)
    for address in (
        reverse("cases:case", args=[case.pk]),
        reverse("cases:person", args=[person.pk]),
        reverse("cases:case_summary", args=[case.pk]),
        reverse("screening:person", args=[person.pk]),
    ):
        text = " ".join(client.get(address).text.split())
        assert f"35 to 50 on {today()}" in text
        assert "(source not recorded)" in text
        assert "(Not known yet)" not in text


def test_neither_does_what_leaves_the_house(people: People) -> None:
    case = make_case(people.investigator, people=(UNSAID, PersonEntry(age_basis="document")))
    enter(people.investigator)
    first, second = Involvement.objects.filter(case=case).order_by("label")
    said = {say(label): say(value) for label, value in about(first.person)}
    assert (said["Age"], said["Age known from"]) == (f"35 to 50 on {today()}", "source not recorded")
    assert "Age known from" not in [say(label) for label, _value in about(second.person)]
    shown = content_of(people.investigator, case, parts=["people"]).people or []
    copied = dict(shown[0].facts)
    assert (copied["Age"], copied["Age known from"]) == (f"35 to 50 on {today()}", "source not recorded")
    sheets = {sheet.object_id: sheet.content for sheet in sheets_of(case, by=people.investigator)}
    assert f"Age: 35 to 50 on {today()}\nAge known from: source not recorded\n" in sheets[first.pk]
    assert "Age: not known yet\nAge known from: not known yet\n" in sheets[second.pk]


def test_it_is_said_in_the_readers_language(people: People) -> None:
    person = first_person(make_case(people.investigator, people=(PersonEntry(age_from=20, age_basis="said"),))).person
    with translation.override("es"):
        assert person.age_rests_on == person.get_age_basis_display() != "Said by the person"
