"""A first screen that was left in the middle is found again, and gone on with."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.record import worklist
from cases.record.models import Case
from screening.interview.models import Screening
from screening.interview.operations import answer_question, finish_screening
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import PREFACE, begin
from tests.screening.person.test_story_pages import press, text_of, url


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def left(people: People, case: Case) -> Screening:
    """Two questions are answered, and the officer has left."""
    screening = begin(first_person(case), people.investigator)
    for item in ("work_differs", "debt"):
        screening = answer_question(screening=screening, item=item, answer="yes", by=people.investigator)
    return screening


def test_the_button_leads_to_the_one_that_is_open(people: People, client: Client, case: Case, left: Screening) -> None:
    client.force_login(people.investigator)
    gone = client.get(url("start_screening", first_person(case).pk))
    assert (gone.status_code, gone["Location"]) == (302, url("before", left.pk))
    page = client.get(gone["Location"], follow=True)
    assert page.redirect_chain == [(url("question", left.pk, 3), 302)]
    assert "You have already started this first screening: continue here." in page.text


def test_what_comes_first_is_said_again(people: People, client: Client, case: Case) -> None:
    screening = begin(first_person(case), people.investigator, health=["hurt"])
    client.force_login(people.investigator)
    assert "Start with question 1" in text_of(client, url("before", screening.pk))
    answer_question(screening=screening, item="work_differs", answer="no", by=people.investigator)
    page = text_of(client, url("before", screening.pk))
    assert "Get medical care first" in page
    assert "Continue with the questions" in page
    assert url("question", screening.pk, 2) in page


def test_a_page_that_was_open_before_makes_no_second_one(
    people: People, client: Client, case: Case, left: Screening
) -> None:
    client.force_login(people.investigator)
    refused = press(client, url("start_screening", first_person(case).pk), **PREFACE)
    assert refused.status_code == 422
    assert "continue that one" in refused.text
    assert "CANARY-PREFACE" in refused.text  # what was typed is kept
    assert Screening.objects.get() == left


def test_a_colleague_begins_their_own(people: People, client: Client, case: Case, left: Screening) -> None:
    client.force_login(people.colleague)
    assert "Before the first question" in text_of(client, url("start_screening", first_person(case).pk))


def test_my_work_names_mine_alone(people: People, client: Client, case: Case, left: Screening) -> None:
    (item,) = worklist.items_for(people.investigator)
    assert (item.title, item.detail) == ("Continue the first screening of Person 1", case.reference)
    client.force_login(people.investigator)
    assert url("before", left.pk) in text_of(client, "/my-work/")
    enter(people.colleague)
    assert worklist.items_for(people.colleague) == []
    enter(people.investigator)
    finish_screening(screening=left, by=people.investigator)
    assert worklist.items_for(people.investigator) == []
