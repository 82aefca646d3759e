"""What was typed about somebody is kept until it is sent, and stands on the page its author lives on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from carisecure.interface import drafts
from carisecure.interface.models import Draft
from screening.referral.models import Referral
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.made import referred_in
from tests.screening.referral.test_preview_names import fields, typed_in


def test_a_referral_that_is_looked_at_is_kept_until_it_is_sent(people: People, client: Client) -> None:
    person = first_person(make_case(people.investigator))
    address = reverse("screening:refer_out", args=[person.pk])
    client.force_login(people.investigator)
    page = client.post(address, fields(people)).text
    assert "Exactly what" in page
    assert "A safe bed for tonight." in client.get(address).text
    assert address in client.get(reverse("cases:my_work")).text
    changing = client.post(address, {**typed_in(page), "change": "1"}).text
    assert "A safe bed for tonight." in changing
    enter(people.investigator)
    kept = Draft.objects.get(key=f"refer-{person.pk}")
    version = re.search(r'data-draft-version="(\d+)"', changing)
    assert version is not None
    assert int(version[1]) == kept.version  # else the next pause would speak of another window
    assert not {"approved", "send", "csrfmiddlewaretoken"} & set(drafts.fields_of(kept))
    assert client.post(address, {**typed_in(page), "send": "1"}).status_code == 302
    enter(people.investigator)
    assert not Draft.objects.exists()
    assert Referral.objects.exists()


@pytest.mark.parametrize(
    ("prefix", "name", "target"),
    [
        ("status", "decide_status", "person"), ("consent", "record_consent", "person"),
        ("screen", "start_screening", "person"), ("not-taken-up", "not_taken_up", "referral"),
        ("outcome", "outcome", "referral"),
    ],
)  # fmt: skip
def test_what_was_begun_stands_on_my_work(people: People, client: Client, prefix: str, name: str, target: str) -> None:
    about: Any = referred_in(people) if target == "referral" else first_person(make_case(people.investigator))
    enter(people.investigator)
    drafts.save(by=people.investigator, key=f"{prefix}-{about.pk}", data=QueryDict("note=Begun"), known_version=0)
    client.force_login(people.investigator)
    address = reverse(f"screening:{name}", args=[about.pk])
    assert address in client.get(reverse("cases:my_work")).text
    page = client.get(address).text
    assert f'data-draft="{prefix}-{about.pk}"' in page
