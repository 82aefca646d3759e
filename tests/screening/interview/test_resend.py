"""A form whose answer was lost is sent again, and has ended its sender's own right: the same answer as then."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carisecure.accounts import fresh
from cases.people.operations import PersonEntry
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from screening.interview.models import Screening
from screening.referral.models import Referral
from screening.status.models import StatusDetermination
from tests.access.sweep import NOBODY
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import PREFACE, referred_out
from tests.screening.person.test_story_pages import IN_FIELDS, press, url

pytestmark = pytest.mark.django_db
DECISION = {
    "status": "presumed", "decided": "10/2026", "deciding_body": "police", "grounds": ["first_screen"],
    "ground": "She was locked in.",
}  # fmt: skip


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))


def send_twice(client: Client, address: str, **fields: Any) -> dict[str, Any]:
    """The second arrival is answered as the first; returns the form."""
    form = {"submission_key": str(uuid.uuid4()), **fields}
    first, second = client.post(address, form), client.post(address, form)
    assert first.status_code == 302, first.text
    assert (second.status_code, second.get("Location")) == (302, first["Location"])
    return form


def test_a_decline(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    client.force_login(people.caseworker)
    client.get(url("referral", referral.pk))
    send_twice(client, url("decline", referral.pk), reason="no_space", note="Full until Monday.")
    assert client.get(url("referral", referral.pk)).status_code == 404
    enter(people.investigator)
    assert Referral.objects.get().state == "declined"
    assert not lines(action="refused.not_visible", actor=people.caseworker.pk, detail__view="screening:decline")


def test_a_screening_that_is_sent_to_the_unit(people: People, client: Client) -> None:
    client.force_login(people.frontline)
    press(client, url("first_screen"), **PREFACE, age_from="20", age_to="25", gender="feminine")
    screening = Screening.objects.get()
    press(client, url("question", screening.pk, 1), answer="yes")
    press(client, url("finish", screening.pk))
    unit = str(people.investigator.agency_id)
    send_twice(client, url("send_to_unit", screening.pk), **IN_FIELDS, to_agency=unit)
    assert client.get(url("send_to_unit", screening.pk)).status_code == 404


def test_a_decision_that_replaces_one(people: People, client: Client, case: Case) -> None:
    """The choice that it was made with is gone, so the form itself would not be valid any more."""
    address = url("decide_status", first_person(case).pk)
    client.force_login(people.investigator)
    press(client, address, **DECISION)
    first = StatusDetermination.objects.get()
    send_twice(
        client,
        address,
        **{**DECISION, "decided": "11/2026", "replaces": str(first.pk), "correction_reason": "Misread."},
    )
    enter(people.investigator)
    assert StatusDetermination.objects.count() == 2


def test_an_identity_that_is_erased(people: People, client: Client, case: Case, monkeypatch: Any) -> None:
    address = reverse("cases:erase_identity", args=[first_person(case).pk])
    client.force_login(people.investigator)
    send_twice(client, address, reason="She asks for it.")
    enter(people.supervisor)
    approvals.approve(Approval.objects.get(), people.supervisor)
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    send_twice(client, address, understood="on")
    assert len(lines(action="identity.erased")) == 1


def test_it_answers_nobody_else_and_no_other_text(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    client.force_login(people.caseworker)
    client.get(url("referral", referral.pk))
    address = url("decline", referral.pk)
    form = send_twice(client, address, reason="no_space", note="Full until Monday.")
    assert client.post(address, {**form, "note": "Another text."}).status_code == 404
    client.force_login(people.other_caseworker)
    assert client.post(address, form).status_code == 404


def test_hidden_and_nonexistent_cost_the_same_with_a_key_too(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    client.force_login(people.other_caseworker)
    answers = []
    for pk in (referral.pk, NOBODY):
        form = {"submission_key": str(uuid.uuid4()), "reason": "no_space"}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(url("decline", pk), form)
        answers.append((answer.status_code, answer.content, len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
