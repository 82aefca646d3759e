"""The day of a consent is looked at with the rest of its form, before anything is shown or sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.record.models import Involvement
from screening.consent.models import Consent
from tests.factories import first_person, make_case
from tests.people import People
from tests.screening.person.test_story_pages import out_fields, press, url


def errors_of(response: Any) -> Any:
    return response.context["form"].errors


@pytest.fixture
def person(people: People) -> Involvement:
    return first_person(make_case(people.investigator))


@pytest.mark.parametrize(
    ("given_on", "told"), [("2199-01-01", "This date is in the future."), ("0026-11-01", "this date is too long ago.")]
)
def test_a_consent_of_an_impossible_day_is_told_before_the_preview(
    people: People, client: Client, person: Involvement, given_on: str, told: str
) -> None:
    client.force_login(people.investigator)
    refused = press(client, url("refer_out", person.pk), **out_fields(people, given_on=given_on, purpose=""))
    assert refused.status_code == 422
    errors = errors_of(refused)
    assert set(errors) == {"given_on", "purpose"}  # with all that is wrong besides
    assert told in errors["given_on"][0]
    assert "Only in the morning." in refused.text
    consent_page = url("record_consent", person.pk)
    refused = press(client, consent_page, given_on=given_on, given_by="self", language="es")
    assert set(errors_of(refused)) == {"given_on", "purpose", "recipient", "categories"}
    assert not Consent.objects.exists()


def test_without_consent_no_day_of_one_is_asked_for(people: People, client: Client, person: Involvement) -> None:
    client.force_login(people.investigator)
    urgent = {
        "basis": "urgent", "urgent_ground": "danger_now", "urgent_reason": "He waits outside.",
        "authorised_by": str(people.supervisor.pk), "given_on": "2199-01-01",
    }  # fmt: skip
    assert press(client, url("refer_out", person.pk), **out_fields(people, **urgent)).status_code == 200
