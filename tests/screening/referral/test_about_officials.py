"""A shelter or an officer at the door says that an official is involved: one person of the unit reads it, and nobody
else there, in any way; what it becomes is sealed; and it cannot lie unread unseen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.accounts.models import User
from cases.insiders.operations.leaving import delegate
from cases.record.models import Case, Involvement
from screening.contact.operations import About
from screening.interview.models import Screening
from screening.interview.operations import finish_screening, start_at_the_door
from screening.referral.models import Referral
from screening.referral.officials import waiting_about_officials
from screening.referral.operations.refer_in import Agreed, send
from screening.referral.operations.refer_out import read_referral
from screening.referral.operations.take_up import take_up_referral
from screening.referral.operations.withdraw_consent import withdraw_consent
from screening.referral.packet import Asked
from screening.referral.queries import inbox_of, waiting_for
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system, guards_aside
from tests.screening.made import PREFACE, referred_in
from tests.screening.person.test_story_pages import IN_FIELDS, at, press, text_of, url

STORY = "She says two more are still there."


@pytest.fixture
def referral(people: People) -> Referral:
    """From the shelter, for Colin alone."""
    return referred_in(people, only_for=people.colleague)


def seen_by(people: People) -> set[str]:
    """Who can read a referral, as the wall has it."""
    found = set()
    for key, person in people.items():
        enter(person)
        if Referral.objects.exists() or Involvement.objects.exists():
            found.add(key)
    return found


def test_one_person_of_the_unit_reads_it(people: People, referral: Referral) -> None:
    assert referral.is_official_involved
    assert seen_by(people) == {"colleague", "caseworker"}
    for person in (people.investigator, people.supervisor):
        enter(person)
        assert inbox_of(person).waiting == []
        assert list(waiting_for(person)) == []
    enter(people.colleague)
    assert [row.referral for row in inbox_of(people.colleague).waiting] == [referral]
    assert list(waiting_for(people.colleague)) == [referral]


def test_its_pages_are_not_there_for_the_rest_of_the_unit(people: People, client: Client, referral: Referral) -> None:
    for person in (people.investigator, people.supervisor, people.outsider):
        at(client, person)
        for name in ("referral", "packet", "take_up", "not_taken_up"):
            assert client.get(url(name, referral.pk)).status_code == 404, (person, name)
        assert referral.reference not in text_of(client, url("inbound_list"))
    at(client, people.colleague)
    assert "only you in the unit can read this" in text_of(client, url("referral", referral.pk))
    at(client, people.caseworker)
    assert "only one person in the unit can read this" in text_of(client, url("referral", referral.pk))


def test_whoever_stands_in_does_not_read_it(people: People, referral: Referral) -> None:
    enter(people.colleague)
    now = timezone.now() - dt.timedelta(minutes=5)
    delegate(
        from_user=people.colleague, to_user=people.investigator, begins_at=now, ends_at=now + dt.timedelta(days=2),
        reason="leave", by=people.colleague,
    )  # fmt: skip
    assert seen_by(people) == {"colleague", "caseworker"}


def test_what_it_becomes_is_sealed(people: People, referral: Referral) -> None:
    enter(people.colleague)
    read_referral(referral=referral, by=people.colleague)
    case = take_up_referral(referral=referral, by=people.colleague)
    assert (case.compartment, case.is_official_involved) == ("sealed", True)
    assert seen_by(people) == {"colleague", "caseworker"}
    for person in (people.investigator, people.supervisor):
        enter(person)
        assert not Case.objects.exists()
    enter(people.caseworker)
    assert Referral.objects.get().state == "taken_up"
    assert not Case.objects.exists()


def test_into_a_case_that_exists_seals_it(people: People, referral: Referral) -> None:
    case = make_case(people.colleague)
    enter(people.colleague)
    take_up_referral(referral=referral, case=case, by=people.colleague)
    assert Case.objects.get().compartment == "sealed"
    enter(people.investigator)
    assert not Case.objects.exists()
    assert not Involvement.objects.exists()


def test_a_consent_that_is_taken_back_shuts_it(people: People, referral: Referral) -> None:
    assert referral.consent is not None
    enter(people.caseworker)
    withdraw_consent(consent=referral.consent, by=people.caseworker)
    assert seen_by(people) == {"caseworker"}


def test_the_answers_of_a_first_screen_go_the_same_way(people: People) -> None:
    enter(people.frontline)
    screening = start_at_the_door(about=About(age_from=20), preface=PREFACE, by=people.frontline)
    finish_screening(screening=screening, by=people.frontline)
    send(
        involvement=screening.involvement, to_agency=people.investigator.agency, asked=Asked(STORY, (), ""),
        agreed=Agreed(language="es"), only_for=people.supervisor, by=people.frontline,
    )  # fmt: skip
    for person, sees in ((people.investigator, False), (people.colleague, False), (people.supervisor, True)):
        enter(person)
        assert (Screening.objects.exists(), Referral.objects.exists()) == (sees, sees), person


@pytest.mark.parametrize("key", ["outsider", "caseworker", "analyst", "switched_off"])
def test_only_for_somebody_who_works_in_that_unit(people: People, key: str) -> None:
    who: User = people.colleague if key == "switched_off" else getattr(people, key)
    if key == "switched_off":
        with as_system():
            User.objects.filter(pk=who.pk).update(is_active=False)
        who.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        referred_in(people, only_for=who)
    assert "only_for" in refused.value.message_dict
    assert not Referral.objects.exists()


def test_the_form(people: People, client: Client) -> None:
    """Ticked and nobody chosen, or chosen and not ticked: nothing is sent, and what was typed is there."""
    at(client, people.caseworker)
    page = text_of(client, url("refer_to_unit"))
    assert page.index("Sara Supervisor") < page.index("Colin Colleague")
    assert "Paul Prosecutor" not in page
    fields: dict[str, Any] = {**IN_FIELDS, "to_agency": str(people.investigator.agency_id)}
    for half, why in (
        ({"is_official_involved": "on"}, "Choose the one person who reads it."),
        ({"only_for": str(people.colleague.pk)}, "otherwise the whole unit reads it"),
    ):
        wrong = press(client, url("refer_to_unit"), **fields, **half)
        assert wrong.status_code == 422
        assert why in wrong.content.decode()
        assert STORY in wrong.content.decode()
    with as_system():
        assert not Referral.objects.exists()
    whole = {**fields, "is_official_involved": "on", "only_for": str(people.colleague.pk)}
    assert press(client, url("refer_to_unit"), **whole).status_code == 302
    assert seen_by(people) == {"colleague", "caseworker"}


def test_the_office_outside_sees_that_it_waits_and_nothing_of_it(
    people: People, client: Client, referral: Referral
) -> None:
    ordinary = referred_in(people)
    at(client, people.auditor)
    page = text_of(client, reverse("cases:sealed_clocks"))
    assert referral.reference in page
    assert ordinary.reference not in page
    assert "Hibiscus House" in page
    assert "CANARY" not in page
    assert "Colin" not in page
    with as_system():
        Referral.objects.filter(pk=referral.pk).update(decision_due_on=timezone.localdate() - dt.timedelta(days=1))
    assert "Late" in text_of(client, reverse("cases:sealed_clocks"))
    with as_system():
        User.objects.filter(pk=people.colleague.pk).update(is_active=False)
    assert "Nobody can read it any more" in text_of(client, reverse("cases:sealed_clocks"))


def test_what_is_answered_waits_no_more_and_nobody_else_is_told(people: People, referral: Referral) -> None:
    for person in people:
        enter(person)
        assert bool(waiting_about_officials()) is (person == people.auditor), person
    enter(people.colleague)
    take_up_referral(referral=referral, by=people.colleague)
    enter(people.auditor)
    assert waiting_about_officials() == []


def test_an_excluded_auditor_is_told_nothing(people: People, referral: Referral) -> None:
    with guards_aside():
        groups = list(people.auditor.groups.values_list("pk", flat=True))
        Referral.objects.filter(pk=referral.pk).update(excluded_groups=groups)
    enter(people.auditor)
    assert waiting_about_officials() == []


def test_only_what_comes_to_the_unit_can_be_for_one_person(referral: Referral) -> None:
    with as_system(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update screening_referral set direction = 'out' where id = %s", [referral.pk])
