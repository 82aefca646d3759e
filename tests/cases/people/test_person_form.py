"""Somebody is added with what they are to the case: that is chosen, never assumed."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.people.operations import PersonEntry, add_person
from cases.record.models import Involvement
from tests.factories import first_person, make_case
from tests.people import People, enter


def test_a_stray_press_on_save_adds_nobody(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=())
    client.force_login(people.investigator)
    address = reverse("cases:add_person", args=[case.pk])
    untouched = client.get(address).context["form"]
    # A list that nobody touches sends its first line.
    sent = {name: untouched.fields[name].choices[0][0] for name in ("role", "age_basis", "gender")}
    sent["submission_key"] = str(uuid.uuid4())
    answer = client.post(address, sent | {"name": "Rosa Demo"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["role"]
    assert 'value="Rosa Demo"' in answer.text
    enter(people.investigator)
    assert not Involvement.objects.exists()
    client.force_login(people.investigator)
    assert client.post(address, sent | {"role": "witness"}).status_code == 302
    enter(people.investigator)
    assert Involvement.objects.get().main_role == "witness"


def test_a_change_of_what_is_known_is_no_change_of_role(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(PersonEntry(role="witness"),))
    person = first_person(case)
    client.force_login(people.investigator)
    address = reverse("cases:edit_person", args=[person.pk])
    assert "role" not in client.get(address).context["form"].fields
    sent = {"submission_key": str(uuid.uuid4()), "version": "1", "role": "suspect", "age_basis": "not_known"}
    assert client.post(address, sent).status_code == 302
    assert first_person(case).standing_roles == ["witness"]


@pytest.mark.parametrize("role", ["", "victim"])
def test_a_role_of_no_list_is_refused(people: People, role: str) -> None:
    case = make_case(people.investigator, people=())
    with pytest.raises(ValidationError) as refused:
        add_person(case=case, entry=PersonEntry(role=role), by=people.investigator)
    assert list(refused.value.message_dict) == ["role"]
    assert not Involvement.objects.exists()
