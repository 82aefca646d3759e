"""A client goes along to the unit: the same person, by consent, and nothing else of the agency's record."""

from __future__ import annotations

from typing import Any

import pytest

from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from cases.course.operations import take_case
from cases.finding.queries import Asked as Searched
from cases.finding.queries import find_people
from cases.people.models import PersonIdentity
from cases.people.operations import add_name
from cases.record.models import Case, Involvement, Person
from screening.clients.models import Client, ClientEvent, ClientNote
from screening.clients.operations import erasing, identity, keeping
from screening.clients.operations.referring import refer_client
from screening.consent.models import Category, Consent
from screening.interview.models import Screening
from screening.referral.models import Referral
from screening.referral.operations.refer_in import Agreed
from screening.referral.operations.refer_out import read_referral
from screening.referral.operations.take_up import take_up_referral
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.referral.packet import Asked, Packet
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.clients.made import make_client
from tests.screening.made import referred_in, screened

pytestmark = pytest.mark.django_db


def prepared(people: People) -> Client:
    client = make_client(people.caseworker)
    identity.add_client_name(client=client, kind="name", value="Luz Marina Quintero", by=people.caseworker)
    keeping.add_client_note(client=client, text="She has not told her brother.", by=people.caseworker)
    screened(client.involvement, people.caseworker)
    return client


def referred(client: Client, people: People, **changes: Any) -> Referral:
    enter(people.caseworker)
    values: dict[str, Any] = {
        "to_agency": people.investigator.agency,
        "asked": Asked("She wants to tell what happened.", ("legal_aid",), "Only through us."),
        "agreed": Agreed(language="es"),
    }
    return refer_client(client=client, by=people.caseworker, **{**values, **changes})


def taken_up(referral: Referral, people: People) -> Case:
    enter(people.investigator)
    referral = read_referral(referral=Referral.objects.get(pk=referral.pk), by=people.investigator)
    return take_up_referral(referral=referral, by=people.investigator)


def sections(referral: Referral) -> dict[str, str]:
    return {part.code: str(part.facts) for part in Packet.from_json(referral.packet).sections}


def test_what_they_agreed_to_is_sent_and_no_more(people: People) -> None:
    client = prepared(people)
    first = sections(referred(client, people))
    assert set(first) == {"purpose", "age_language", "needs", "safety_notes"}
    assert "Luz" not in str(first)
    with pytest.raises(TransitionRefused, match="is open"):
        referred(client, people)
    withdraw_consent(consent=Consent.objects.get(), by=people.caseworker)
    second = referred(client, people, more=[Category.IDENTITY, Category.SCREENING_RESULT, Category.STATUS])
    said = sections(second)
    assert "Luz Marina Quintero" in said["identity"]
    assert "screening_result" in said
    assert "victim_status" not in said
    assert set(Consent.objects.get(withdrawn_at=None).categories) == set(second.categories)


def test_the_unit_takes_the_same_person_up_and_each_side_keeps_its_own(people: People) -> None:
    client = prepared(people)
    person, key = client.involvement.person_id, client.identity_key
    referral = referred(client, people)
    case = taken_up(referral, people)
    inside = Involvement.objects.get(case=case)
    assert inside.person_id == person
    assert inside.pk != client.involvement_id
    assert Involvement.objects.filter(person=person).count() == 1  # the agency's own is out of sight
    for model in (Client, ClientNote, ClientEvent, Screening):
        assert not model._default_manager.exists(), model
    assert not PersonIdentity.objects.exists()
    add_name(involvement=inside, kind="name", value="Rosa Delgado", by=people.investigator)
    assert [found.person_id for found in find_people(people.investigator, Searched(name="Luz Quintero"))] == []
    assert len(find_people(people.investigator, Searched(name="Rosa Delgado"))) == 1
    enter(people.caseworker)
    client.refresh_from_db()
    assert client.involvement.case_id is None
    assert client.identity_key == key
    assert [fact.value for fact in identity.facts_of(client, people.caseworker)] == ["Luz Marina Quintero"]
    assert [fact.value for fact in PersonIdentity.objects.all()] == ["Luz Marina Quintero"]  # not the unit's name
    assert not Case.objects.exists()


def test_a_client_later_in_a_case_is_one_human(people: People) -> None:
    client = prepared(people)
    taken_up(referred(client, people), people)
    with as_system():
        assert Person.objects.count() == 1
        assert Involvement.objects.filter(main_role="possible_victim").values("person").distinct().count() == 1
        assert Involvement.objects.possible_victims().exclude(case=None).count() == 1


def test_a_consent_taken_back_closes_the_person_to_the_unit(people: People) -> None:
    client = prepared(people)
    referral = referred(client, people)
    enter(people.investigator)
    assert Person.objects.filter(pk=client.involvement.person_id).exists()
    enter(people.caseworker)
    withdraw_consent(consent=Consent.objects.get(), by=people.caseworker)
    assert Referral.objects.get(pk=referral.pk).state == "withdrawn"
    enter(people.investigator)
    assert not Person.objects.filter(pk=client.involvement.person_id).exists()
    assert not Referral.objects.filter(pk=referral.pk).exists()


def test_erasing_on_one_side_leaves_the_other(people: People) -> None:
    client = prepared(people)
    case = taken_up(referred(client, people, more=[Category.IDENTITY]), people)
    take_case(case=case, by=people.investigator) if case.lead_officer_id is None else None
    inside = Involvement.objects.get(case=case)
    add_name(involvement=inside, kind="name", value="Rosa Delgado", by=people.investigator)
    enter(people.caseworker)
    keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    erasing.erase_client_identity(client=client, by=people.caseworker)
    assert "Luz" not in Referral.objects.get().packet
    enter(people.investigator)
    assert [fact.value for fact in PersonIdentity.objects.all()] == ["Rosa Delgado"]
    assert keys.destroy(inside.person_id)
    enter(people.caseworker)
    assert ClientNote.objects.get().text == "She has not told her brother."


def test_a_contact_becomes_a_client_once(people: People) -> None:
    contact = referred_in(people).involvement
    client = keeping.keep_contact(involvement=contact, label="Nena", by=people.caseworker)
    assert client.involvement.person_id == contact.person_id
    with pytest.raises(TransitionRefused, match="already among your clients"):
        keeping.keep_contact(involvement=contact, label="Nena", by=people.caseworker)
    with pytest.raises(TransitionRefused, match="is open"):
        referred(client, people)


def test_a_closed_record_is_not_referred(people: People) -> None:
    client = prepared(people)
    keeping.client_left(client=client, reason="lost_contact", by=people.caseworker)
    with pytest.raises(TransitionRefused, match="closed"):
        referred(client, people)
