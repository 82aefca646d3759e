"""A copy of the database signs nobody in: the keys of sessions are not in it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import Desk
from carisecure.accounts.sessions import SessionStore, stored_key
from tests.factories import make_case
from tests.people import People
from tests.signing_in import code, give_app, give_password, sign_in


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def at_work(people: People, client: Client) -> Client:
    give_password(people.investigator)
    give_app(people.investigator)
    sign_in(client, people.investigator)
    client.get("/security/recovery-codes/")
    return client


def written() -> str:
    """Everything that the two tables hold, and what the sessions say."""
    rows = [*Session.objects.values(), *Desk.objects.values(), *(one.get_decoded() for one in Session.objects.all())]
    return str(rows)


def test_no_table_holds_the_key_of_a_session(at_work: Client, people: People) -> None:
    case = make_case(people.investigator)
    at_work.post(reverse("cases:case_names", args=[case.pk]), {"reason": "on_duty"})
    assert "names_shown" in written()
    assert key_of(at_work) not in written()
    assert Session.objects.get().session_key == Desk.objects.get().session_key == stored_key(key_of(at_work))


def test_what_the_tables_hold_opens_nothing(at_work: Client) -> None:
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Desk.objects.get().session_key
    assert thief.get("/cases/")["Location"].startswith("/sign-in/")
    assert at_work.get("/cases/").status_code == 200


def test_unlocking_changes_the_key_and_leaves_one_session(at_work: Client) -> None:
    before = key_of(at_work)
    at_work.post("/lock/")
    desk = Desk.objects.get()
    assert at_work.post(reverse("unlock", args=[desk.pk]), {"code": code(1)}).status_code == 302
    assert key_of(at_work) != before
    assert Session.objects.get().session_key == stored_key(key_of(at_work))
    assert before not in written()
    assert at_work.get("/cases/").status_code == 200


def test_signing_out_and_a_new_password_leave_nothing_behind(at_work: Client) -> None:
    sent = {"password": "seven blue herons", "submission_key": "6b0a4a4e-8f0e-4a54-9c0d-0a2f7f0d1f11"}
    before = key_of(at_work)
    assert at_work.post("/security/password/", sent).status_code == 302
    assert key_of(at_work) != before
    assert at_work.get("/cases/").status_code == 200
    assert not Session.objects.filter(session_key=stored_key(before)).exists()
    at_work.post("/sign-out/")
    assert not Session.objects.exists()
    assert not SessionStore().exists(before)


def test_a_session_is_taken_over_once(db: None) -> None:
    store = SessionStore()
    store["kept"] = "text"
    store.create()
    store["kept"] = "text"
    store.save()
    stored = stored_key(store.session_key)
    taken = SessionStore.taken_over(stored)
    assert taken is not None
    assert (taken["kept"], taken.session_key != store.session_key) == ("text", True)
    assert SessionStore.taken_over(stored) is None
    assert not store.exists(str(store.session_key))
