"""Erase identity: two people, a key destroyed, tokens blank, the case still standing."""

from __future__ import annotations

import base64
import threading
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.vault import blind
from carisecure.access.vault.models import DataKey
from carisecure.access.vault.rebuilding import indexed_models, rebuild
from carisecure.accounts import fresh
from cases.course.operations import take_case
from cases.finding.queries import Asked, find_people
from cases.keeping.models import ERASE
from cases.keeping.operations import holding as operations
from cases.keeping.operations.erasing import erase_identity
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from cases.two_people.operations import ApprovalNeeded
from prosecutions.file.models import FiledName
from screening.consent.models import Category
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter, make_people
from tests.prosecutions.matters import submitted
from tests.roles import acting_as, as_system
from tests.screening.made import SHARED, referred_out

ROSA = PersonEntry(name="Rosa Demo", phone="+1 868 555 0101")


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, people=(ROSA,))


def agreed(case: Case, people: People) -> Any:
    enter(people.investigator)
    person = first_person(case).person
    asked = approvals.request(ERASE, person, "She asks for it.", people.investigator)
    enter(people.supervisor)
    approvals.approve(asked, people.supervisor)
    enter(people.investigator)
    return person


def test_names_are_gone_and_the_case_stands(people: People, case: Case) -> None:
    person = agreed(case, people)
    erase_identity(person=person, by=people.investigator)
    facts = list(PersonIdentity.objects.filter(person=person))
    assert [fact.value for fact in facts] == ["(erased)"] * 2
    assert {(fact.exact_token, *fact.sound_tokens, *fact.number_tokens) for fact in facts} == {(None,)}
    assert find_people(people.investigator, Asked(name="Rosa Demo", phone="5550101")) == []
    assert Case.objects.get(pk=case.pk).reports.get().narrative.startswith("A woman")
    with as_system():
        key = DataKey.objects.get(owner=person.pk)
    assert (bytes(key.wrapped), key.destroyed_at is None) == (b"", False)
    (line,) = lines(action="identity.erased")
    assert line.object_id == str(person.pk)
    assert line.detail["asked_by"] == str(people.investigator.pk)
    assert line.detail["agreed_by"] == str(people.supervisor.pk)
    assert line.detail["facts"] == 2


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_hold_that_is_being_placed() -> None:
    """Two connections, as two web processes have: who erases looks for holds when the other one is done."""
    with transaction.atomic():
        people = make_people()
        case = make_case(people.investigator, people=(ROSA,))
        person = agreed(case, people)
    answers: list[str] = []

    def erase() -> None:
        try:
            with transaction.atomic():
                enter(people.investigator)
                erase_identity(person=person, by=people.investigator)
            answers.append("erased")
        except TransitionRefused as refusal:
            answers.append(str(refusal))
        finally:
            connections.close_all()

    other = threading.Thread(target=erase)
    with transaction.atomic():
        enter(people.supervisor)
        operations.place_hold(case=case, ground="inquiry", reason="A question of the court.", by=people.supervisor)
        other.start()
        other.join(timeout=2)
        assert answers == [], "it waits"
    other.join()
    assert "This case has a hold" in answers[0]
    with as_system():
        assert DataKey.objects.get(owner=person.pk).destroyed_at is None


def test_nobody_does_it_alone(people: People, case: Case) -> None:
    enter(people.supervisor)
    person = first_person(case).person
    with pytest.raises(ApprovalNeeded):
        erase_identity(person=person, by=people.supervisor)
    assert [fact.value for fact in PersonIdentity.objects.filter(person=person, kind="name")] == ["Rosa Demo"]


def test_it_is_done_once(people: People, case: Case) -> None:
    person = agreed(case, people)
    erase_identity(person=person, by=people.investigator)
    with pytest.raises(ApprovalNeeded):
        erase_identity(person=person, by=people.investigator)


def test_nothing_is_added_to_an_erased_identity(people: People, case: Case) -> None:
    erase_identity(person=agreed(case, people), by=people.investigator)
    with pytest.raises(TransitionRefused, match="was erased"):
        add_name(involvement=first_person(case), kind="name", value="Rosa again", by=people.investigator)


def test_what_a_court_has_is_kept(people: People, case: Case) -> None:
    person = agreed(case, people)
    with as_system():
        Case.objects.filter(pk=case.pk).update(stage="before_court")
    with pytest.raises(TransitionRefused, match="before a court"):
        erase_identity(person=person, by=people.investigator)
    assert lines(action="identity.erased") == []


def test_a_frozen_file_keeps_the_names_and_both_people_are_told(people: People, case: Case, client: Client) -> None:
    """When the matter is over the identity may be erased; what was sent stays as a court was told."""
    enter(people.investigator)
    take_case(case=case, by=people.investigator)
    case.refresh_from_db()
    submitted(people, case)
    with as_system():
        Case.objects.filter(pk=case.pk).update(stage="closed")
    address = reverse("cases:erase_identity", args=[first_person(case).pk])
    client.force_login(people.investigator)
    assert "keeps the names in it" in client.get(address).text
    enter(people.investigator)
    person = first_person(case).person
    asked = approvals.request(ERASE, person, "She asks for it.", people.investigator)
    client.force_login(people.supervisor)
    assert "keeps the names in it" in client.get(reverse("cases:approval", args=[asked.pk])).text
    enter(people.supervisor)
    approvals.approve(asked, people.supervisor)
    enter(people.investigator)
    erase_identity(person=person, by=people.investigator)
    assert {fact.value for fact in PersonIdentity.objects.filter(person=person)} == {"(erased)"}
    enter(people.prosecutor)
    assert [filed.value for filed in FiledName.objects.all()] == ["Rosa Demo"]


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "administrator"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    person = agreed(case, people)
    enter(getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        erase_identity(person=person, by=getattr(people, key))


def test_the_name_in_a_packet_goes_too(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(ROSA,))
    referral = referred_out(case, people, categories=(Category.IDENTITY, *SHARED))
    erase_identity(person=agreed(case, people), by=people.investigator)
    client.force_login(people.caseworker)
    text = client.post(reverse("screening:referral_names", args=[referral.pk]), follow=True).text
    assert "Rosa Demo" not in text
    assert "Erased." in text
    assert lines(action="identity.erased")[0].detail["others"] == {"screening.packets": 1}


def test_the_page_asks_and_then_does(people: People, case: Case, client: Client, monkeypatch: Any) -> None:
    address = reverse("cases:erase_identity", args=[first_person(case).pk])
    client.force_login(people.investigator)
    page = client.get(address)
    assert "Send the request" in page.text
    key = str(page.context["form"]["submission_key"].value())
    asked = client.post(address, {"reason": "She asks for it.", "submission_key": key}, follow=True)
    assert "Request sent to a supervisor" in asked.text
    enter(people.supervisor)
    approvals.approve(Approval.objects.get(), people.supervisor)
    page = client.get(address)
    assert "Erase identity for good" in page.text
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    key = str(page.context["form"]["submission_key"].value())
    done = client.post(address, {"understood": "on", "submission_key": key}, follow=True)
    assert "Identity erased" in done.text
    assert len(lines(action="identity.erased")) == 1


def test_the_index_is_made_anew_for_another_key_and_leaves_the_erased_alone(
    people: People, case: Case, settings: Any
) -> None:
    erase_identity(person=agreed(case, people), by=people.investigator)
    other = make_case(people.investigator, people=(ROSA,), narrative="a zeppelin")
    settings.VAULT_INDEX_KEY = base64.b64encode(bytes(range(40))).decode()
    assert find_people(people.investigator, Asked(phone="5550101")) == []
    with acting_as("carisecure_owner"):
        assert sum(rebuild(model) for model in indexed_models()) > 5
    enter(people.investigator)
    (found,) = find_people(people.investigator, Asked(name="Rosa Demo", phone="5550101"))
    assert found.person_id == first_person(other).person_id
    tokens = blind.word_tokens("numbers", ["phone-last-seven:5550101"])
    assert PersonIdentity.objects.filter(number_tokens__contains=tokens).count() == 1
