"""The end of a client's record: held, disposed of by two people of the agency, erased with a second one's yes."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.two_people.operations import ApprovalNeeded
from carisecure.access.vault.models import DataKey
from carisecure.accounts import fresh
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from cases.keeping.models import DISPOSAL
from cases.keeping.operations import agreeing
from cases.people.models import PersonIdentity
from screening.clients.models import Client, ClientApproval, ClientDisposal, ClientHold, ClientNote
from screening.clients.operations import ending, erasing, identity, keeping
from screening.clients.operations.ending import CLIENTS
from screening.consent.models import Category
from screening.interview.models import Screening
from screening.referral.models import Referral
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.clients.made import second_caseworker
from tests.screening.clients.test_pages import send, url
from tests.screening.clients.test_referring import prepared, referred

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(people: People) -> User:
    return second_caseworker(people)


@pytest.fixture
def left(people: People) -> Client:
    client = prepared(people)
    keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    return Client.objects.get(pk=client.pk)


def held(client: Client, people: People) -> ClientHold:
    enter(people.caseworker)
    hold: Any = agreeing.place_hold(CLIENTS, client, reason="She claims her wages.", by=people.caseworker)
    return hold  # type: ignore[no-any-return]


def agreed(asked: Any, other: User) -> ClientApproval:
    """With the second person's yes; who asked speaks again."""
    enter(other)
    row: Any = agreeing.decide(CLIENTS, asked, granted=True, by=other)
    enter(asked.requested_by)
    return row  # type: ignore[no-any-return]


def asked_for(client: Client, people: People, ground: str = "court_order") -> ClientApproval:
    enter(people.caseworker)
    row: Any = agreeing.ask_for_disposal(
        CLIENTS, client, ground=ground, reason="Rule 7 of the house", by=people.caseworker
    )
    return row  # type: ignore[no-any-return]


def disposed(client: Client, people: People, other: User) -> ClientDisposal:
    agreed(asked_for(client, people), other)
    row: Any = agreeing.dispose(CLIENTS, client, by=people.caseworker)
    return row  # type: ignore[no-any-return]


def test_a_hold_is_placed_by_one_and_lifted_by_two(people: People, other: User, left: Client) -> None:
    hold = held(left, people)
    assert (hold.placed_by, hold.reason) == (people.caseworker, "She claims her wages.")
    with pytest.raises(ValidationError):
        agreeing.place_hold(CLIENTS, left, reason=" ", by=people.caseworker)
    asked = agreeing.ask_to_lift(CLIENTS, hold, reason="Settled.", by=people.caseworker)
    with pytest.raises(TransitionRefused, match="Somebody else"):
        agreeing.decide(CLIENTS, asked, granted=True, by=people.caseworker)
    assert agreeing.is_held(CLIENTS, left, people.caseworker)
    agreed(asked, other)
    hold.refresh_from_db()
    assert (hold.lifted_by, agreeing.is_held(CLIENTS, left, people.caseworker)) == (other, False)
    with pytest.raises(TransitionRefused, match="already been lifted"):
        agreeing.ask_to_lift(CLIENTS, hold, reason="x", by=people.caseworker)


def test_nobody_of_another_house(people: People, left: Client) -> None:
    hold = held(left, people)
    for user in people:
        if user == people.caseworker:
            continue
        enter(user)
        assert not ClientHold.objects.exists(), user.username
        for act in (
            lambda by: agreeing.place_hold(CLIENTS, left, reason="x", by=by),
            lambda by: agreeing.ask_to_lift(CLIENTS, hold, reason="x", by=by),
            lambda by: agreeing.ask_for_disposal(CLIENTS, left, ground="court_order", reason="x", by=by),
            lambda by: agreeing.dispose(CLIENTS, left, by=by),
            lambda by: erasing.ask_to_erase(client=left, reason="x", by=by),
        ):
            with pytest.raises((NotVisible, NotPermitted)):
                act(user)


def test_the_words_are_gone_and_a_stub_stays(people: People, other: User, left: Client) -> None:
    row = disposed(left, people, other)
    client = Client.objects.get(pk=left.pk)
    assert (client.label, ClientNote.objects.get().text) == ("(erased)", "(erased)")
    assert client.left_on is not None, "days and codes stay"
    with as_system():
        assert {fact.value for fact in PersonIdentity.objects.all()} == {"(erased)"}
        assert {screen.preface for screen in Screening.objects.all()} == {"(erased)"}
        owners = [client.pk, client.identity_key, client.involvement_id]
        assert not DataKey.objects.filter(owner__in=owners, destroyed_at=None).exists()
    assert row.counts == {"names": 1, "notes": 1, "events": 2, "screenings": 1}
    assert (row.asked_by, row.agreed_by, row.reason) == (people.caseworker, other, "Rule 7 of the house")
    (line,) = lines(action="client.disposed")
    assert (line.actor, line.detail["agreed_by"]) == (people.caseworker.pk, str(other.pk))
    assert "Rule" not in str(line.detail)
    for by in (people.caseworker, other):
        enter(by)
        assert Client.objects.visible_to(by, "screening.view_client").exists(), "the stub is seen"
        for act in (
            lambda by: keeping.add_client_note(client=client, text="x", by=by),
            lambda by: keeping.client_returned(client=client, by=by),
            lambda by: identity.add_client_name(client=client, kind="name", value="x", by=by),
            lambda by: agreeing.place_hold(CLIENTS, client, reason="x", by=by),
        ):
            with pytest.raises((NotVisible, NotPermitted)):
                act(by)


def test_what_the_unit_has_stays_the_units(people: People, other: User) -> None:
    client = prepared(people)
    referral = referred(client, people, more=[Category.IDENTITY])
    keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    with pytest.raises(TransitionRefused, match="referral of this client"):
        asked_for(client, people)
    with as_system():  # the unit answered it
        Referral.objects.filter(pk=referral.pk).update(state="not_taken_up")
    disposed(client, people, other)
    sent = Referral.objects.get(pk=referral.pk)
    assert "Luz" not in sent.packet, "a name that was sent is covered"
    with as_system():
        assert sent.purpose == "She wants to tell what happened."


@pytest.mark.parametrize("what", ["open", "held", "referred"])
def test_what_keeps_it(people: People, other: User, what: str) -> None:
    """Asked for before, and again by the database, whoever speaks to it."""
    client = prepared(people)
    if what == "open":
        with pytest.raises(TransitionRefused, match="Close the record first"):
            asked_for(client, people)
    keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    row = agreed(asked_for(client, people), other)
    if what == "open":
        keeping.client_returned(client=client, by=people.caseworker)
    elif what == "held":
        held(client, people)
    else:
        keeping.client_returned(client=client, by=people.caseworker)
        referred(client, people)
        keeping.client_left(client=client, reason="went_home", by=people.caseworker)
    with pytest.raises(TransitionRefused):
        agreeing.dispose(CLIENTS, client, by=people.caseworker)
    enter(people.caseworker)
    stub = ClientDisposal(
        client=client, approval=row, ground="court_order", reason="x", asked_by=people.caseworker, agreed_by=other,
        disposed_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        stub.save(force_insert=True)
    assert not ClientDisposal.objects.exists()


def test_the_keeping_time_of_the_country(people: People, left: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    country = pack().country
    ten = dataclasses.replace(country.settings["retention_casework"], days=10)
    changed = dataclasses.replace(country, settings={**country.settings, "retention_casework": ten})
    monkeypatch.setattr(ending, "pack", lambda: dataclasses.replace(pack(), country=changed))
    until = timezone.localdate() + timedelta(days=10)
    with pytest.raises(TransitionRefused, match=until.isoformat()):
        asked_for(left, people, ground="retention_over")
    assert asked_for(left, people, ground="court_order")


def test_one_person_alone_disposes_of_nothing(people: People, left: Client) -> None:
    asked = asked_for(left, people)
    with pytest.raises(ApprovalNeeded):
        agreeing.dispose(CLIENTS, left, by=people.caseworker)
    with pytest.raises(TransitionRefused):
        agreeing.decide(CLIENTS, asked, granted=True, by=people.caseworker)


def test_erasing_asks_somebody_else_where_there_is_one(people: People, left: Client) -> None:
    by, other = people.caseworker, second_caseworker(people)
    enter(by)
    with pytest.raises(ApprovalNeeded):
        erasing.erase_client_identity(client=left, by=by)
    agreed(erasing.ask_to_erase(client=left, reason="She asks for it.", by=by), other)
    hold = held(left, people)
    with pytest.raises(TransitionRefused, match="A hold is in force"):
        erasing.erase_client_identity(client=left, by=by)
    agreed(agreeing.ask_to_lift(CLIENTS, hold, reason="Settled.", by=by), other)
    erasing.erase_client_identity(client=left, by=by)
    assert [fact.value for fact in identity.facts_of(left, by)] == ["(erased)"]
    (line,) = lines(action="identity.erased")
    assert (line.detail["asked_by"], line.detail["agreed_by"]) == (str(by.pk), str(other.pk))


def test_the_pages(people: People, other: User, left: Client, client: Browser, monkeypatch: Any) -> None:
    browser = client
    browser.force_login(people.caseworker)
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    page = url("hold_client", left.pk)
    assert "None. Place one" in browser.get(page).text
    send(browser, page, reason="A claim.")
    assert "A claim." in browser.get(page).text
    dispose = url("dispose_client", left.pk)
    assert "A hold is in force" in browser.get(dispose).text
    enter(people.caseworker)
    hold = ClientHold.objects.get()
    send(browser, url("lift_hold_client", hold.pk), reason="Settled.")
    enter(people.caseworker)
    asked = url("approval_client", ClientApproval.objects.get().pk)
    assert "You asked for this" in browser.get(asked).text
    browser.force_login(other)
    listed = browser.get(url("our_clients")).text
    assert asked in listed
    send(browser, asked, decision="yes")
    browser.force_login(people.caseworker)
    send(browser, dispose, ground="court_order", reason="Rule 7")
    enter(people.caseworker)
    asked = url("approval_client", ClientApproval.objects.get(kind=DISPOSAL).pk)
    browser.force_login(other)
    assert "Rule 7" in browser.get(asked).text
    send(browser, asked, decision="yes")
    browser.force_login(people.caseworker)
    assert dispose in browser.get(asked).text
    assert send(browser, dispose).status_code == 422
    assert send(browser, dispose, understood="on").headers["Location"] == url("client", left.pk)
    stub = browser.get(url("client", left.pk)).text
    assert "Rule 7" in stub
    assert "Lucecita" not in stub
    assert "Disposed of" in browser.get(url("our_clients")).text
