"""What opening a row leaves in the log: a line for a page, whatever the page shows, and none for a change."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cases.record.models import Case
from tests.audit.told import last_line, read_since
from tests.factories import first_person, make_case
from tests.people import People


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def investigator(people: People, client: Client) -> Client:
    client.force_login(people.investigator)
    return client


def test_the_form_for_changing_a_person_is_one_line_of_that_person(case: Case, investigator: Client) -> None:
    person, last = first_person(case), last_line()
    assert investigator.get(reverse("cases:edit_person", args=[person.pk])).status_code == 200
    assert read_since(last) == [("cases_involvement", str(person.pk), "cases:edit_person")]


def test_a_page_that_tells_more_is_not_told_twice(case: Case, investigator: Client) -> None:
    last = last_line()
    answer = investigator.get(reverse("cases:case", args=[case.pk]))
    assert case.reference in answer.content.decode()
    assert [line[:2] for line in read_since(last)].count(("cases_case", str(case.pk))) == 1


def test_a_form_that_comes_back_with_errors_is_a_reading_too(case: Case, investigator: Client) -> None:
    """Otherwise whoever sends nothing would be shown the page without ever having opened it."""
    person, last = first_person(case), last_line()
    answer = investigator.post(reverse("cases:edit_person", args=[person.pk]), {"age_from": "ninety"})
    assert answer.status_code == 422
    assert ("cases_involvement", str(person.pk), "cases:edit_person") in read_since(last)


def test_a_change_that_shows_no_page_is_no_reading(case: Case, investigator: Client) -> None:
    """What was changed stands in the log by itself."""
    last = last_line()
    sent = {"submission_key": str(uuid.uuid4()), "text": "Called the hotline back."}
    assert investigator.post(reverse("cases:add_note", args=[case.pk]), sent).status_code == 302
    assert read_since(last) == []
