"""*Open by reference* without a hit: one page for hidden and nonexistent alike, with the field to try another."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cases.record.models import Case
from tests.factories import make_case
from tests.people import People


@pytest.fixture
def case(people: People, client: Client) -> Case:
    return make_case(people.investigator)


def opened(client: Client, reference: str) -> tuple[int, bytes]:
    answer = client.get(reverse("interface:open"), {"reference": reference})
    return answer.status_code, answer.content


def test_hidden_and_nonexistent_answer_alike_to_the_byte(client: Client, people: People, case: Case) -> None:
    client.force_login(people.outsider)
    none = case.reference[:-1] + ("7" if case.reference[-1] != "7" else "4")
    hidden = opened(client, case.reference)
    assert hidden == opened(client, none) == opened(client, "TT-0000-0000")
    assert hidden[0] == 404
    assert case.reference.encode() not in hidden[1]


def test_the_page_has_the_field_to_try_another(client: Client, people: People, case: Case) -> None:
    client.force_login(people.investigator)
    _status, page = opened(client, "TT-0000-0000")
    main = page.decode().split("<main")[1]
    form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>.*?<input[^>]*name="reference"[^>]*>', main, re.DOTALL)
    assert form
    assert 'value="' not in form[0]
    answer = client.get(form[1], {"reference": case.reference})
    assert answer["Location"] == reverse("cases:case", args=[case.pk])


def test_another_page_that_is_not_there_has_no_field(client: Client, people: People) -> None:
    client.force_login(people.investigator)
    answer = client.get(reverse("cases:case", args=["00000000-0000-4000-8000-000000000000"]))
    assert answer.status_code == 404
    assert b'name="reference"' not in answer.content
