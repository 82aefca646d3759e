"""What was sent at a locked desk: kept for its owner until it is sent again, and nothing takes its place."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access.middleware import AccessMiddleware
from carisecure.accounts import kept
from carisecure.accounts.models import Desk, KeptRequest
from carisecure.interface.models import Draft
from tests.people import People
from tests.roles import as_system
from tests.signing_in import code, give_app, give_password, sign_in

FETCH: Any = {"headers": {"Sec-Fetch-Mode": "cors"}}


@pytest.fixture
def two(people: People) -> People:
    for user in (people.investigator, people.colleague):
        give_password(user)
        give_app(user)
    return people


@pytest.fixture
def at_work(two: People, client: Client) -> Client:
    sign_in(client, two.investigator)
    client.get("/security/recovery-codes/")
    return client


def unlock(client: Client, desk: Desk) -> Any:
    return client.post(reverse("unlock", args=[desk.pk]), {"code": code(1)})


def sent_while_locked(client: Client, address: str, key: str = "", **fields: str) -> dict[str, str]:
    """A form that its page's script sends: it is kept, and the page is told where to unlock."""
    form = {"submission_key": key or str(uuid.uuid4()), **fields}
    answer = client.post(address, form, headers={"Sec-Fetch-Mode": "cors", "X-Sent-By-Page": "1"})
    assert (answer.status_code, answer.json()["go"]) == (401, "/locked/")
    return form


def test_a_draft_takes_no_form_s_place_and_is_there_after_the_unlocking(at_work: Client) -> None:
    """Two windows: a statement was sent in one, the other saves its draft as it is hidden."""
    first = at_work.post(reverse("interface:draft", args=["night"]), {"text": "half"}, **FETCH).json()
    at_work.post("/lock/")
    desk = Desk.objects.get()
    sent_while_locked(at_work, "/reports/new/", narrative="CANARY-SENT")
    for mode in ("cors", "no-cors"):  # by the script's pause, and by the beacon of a page that is left
        body = {"text": f"half a sentence ({mode})", "draft_version": str(first["version"])}
        at_work.post(reverse("interface:draft", args=["night"]), body, headers={"Sec-Fetch-Mode": mode})
    with as_system():
        assert Draft.objects.get().version == first["version"], "nothing is written while it is locked"
    assert unlock(at_work, desk)["Location"] == "/confirm/kept/"
    page = at_work.get("/confirm/kept/").text
    assert "CANARY-SENT" in page
    assert page.count("Send it now") == 1
    assert "/drafts/" not in page
    found = at_work.get(reverse("interface:draft", args=["night"])).json()
    assert found["fields"]["text"] == ["half a sentence (no-cors)"]


def test_what_a_script_fetches_is_no_form(at_work: Client) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    sent_while_locked(at_work, "/reports/new/", narrative="CANARY-SENT")
    for headers in ({"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}):
        at_work.post("/reports/new/", {"narrative": "fetched"}, headers=headers)
    assert [row.path for row in KeptRequest.objects.all()] == ["/reports/new/"]
    unlock(at_work, desk)
    assert "CANARY-SENT" in at_work.get("/confirm/kept/").text


def test_a_second_form_keeps_the_first_and_the_same_one_stands_once(at_work: Client) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    first = sent_while_locked(at_work, "/reports/new/", narrative="CANARY-ONE")
    sent_while_locked(at_work, "/reports/new/", narrative="CANARY-TWO")
    sent_while_locked(at_work, "/reports/new/", key=first["submission_key"], narrative="CANARY-ONE again")
    unlock(at_work, desk)
    page = at_work.get("/confirm/kept/").text
    assert page.count("Send it now") == 2
    assert "CANARY-ONE again" in page
    assert "CANARY-TWO" in page


def test_nobody_pushes_out_what_was_sent_or_fills_the_disk(at_work: Client) -> None:
    at_work.post("/lock/")
    sent_while_locked(at_work, "/reports/new/", narrative="CANARY-FIRST")
    for _one in range(kept.MOST + 5):
        sent_while_locked(at_work, "/reports/new/", narrative="pushed")
    assert KeptRequest.objects.count() == kept.MOST
    unlock(at_work, Desk.objects.get())
    assert "CANARY-FIRST" in at_work.get("/confirm/kept/").text


def test_looking_at_a_kept_form_takes_nothing_away(at_work: Client) -> None:
    """A lost answer, a reload, a browser that fetches ahead: it is there until it was sent."""
    at_work.post("/lock/")
    desk = Desk.objects.get()
    form = sent_while_locked(at_work, reverse("accounts:change_password"), note="CANARY-TYPED")
    unlock(at_work, desk)
    for _look in range(3):
        assert "CANARY-TYPED" in at_work.get("/confirm/kept/").text
    assert at_work.get("/confirm/kept/", headers={"Sec-Purpose": "prefetch"}).status_code == 200
    sent = at_work.post(reverse("accounts:change_password"), form)
    assert sent.status_code == 422, "without its password; the text is on the page again"
    assert not KeptRequest.objects.exists()
    assert at_work.get("/confirm/kept/")["Location"] == "/"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_form_that_was_not_taken_stays_kept(at_work: Client, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    form = sent_while_locked(at_work, "/reports/new/", narrative="CANARY-TYPED")
    unlock(at_work, desk)
    monkeypatch.setattr(AccessMiddleware, "__call__", lambda self, request: HttpResponse(status=status))
    assert at_work.post("/reports/new/", form).status_code == status
    monkeypatch.undo()
    assert "CANARY-TYPED" in at_work.get("/confirm/kept/").text


def test_a_kept_form_is_discarded_by_its_owner_alone(at_work: Client, two: People) -> None:
    at_work.post("/lock/")
    desk = Desk.objects.get()
    sent_while_locked(at_work, "/reports/new/", narrative="CANARY-TYPED")
    row = KeptRequest.objects.get()
    other = Client()
    other.force_login(two.colleague)
    other.post("/confirm/kept/", {"discard": str(row.pk)})
    unlock(at_work, desk)
    assert at_work.post("/confirm/kept/", {"discard": "not a key"}).status_code == 200
    assert at_work.post("/confirm/kept/", {"discard": str(row.pk)})["Location"] == "/"
    assert not KeptRequest.objects.exists()


def test_the_page_to_go_back_to_is_of_this_lock(at_work: Client) -> None:
    at_work.post("/lock/", headers={"Referer": "http://testserver/cases/?stage=reported"})
    desk = Desk.objects.get()
    assert unlock(at_work, desk)["Location"] == "/cases/?stage=reported"
    with freeze_time(timezone.now() + timedelta(seconds=61), tick=True):
        at_work.post("/lock/")
        assert unlock(at_work, desk)["Location"] == "/"


@pytest.mark.parametrize("address", ["/lock/", "/reports/new/"])
def test_a_key_that_no_page_makes_changes_no_answer(at_work: Client, address: str) -> None:
    """What was asked for was done, or refused with a page, and the desk looks for its kept form afterwards."""
    at_work.raise_request_exception = False
    answer = at_work.post(address, {"submission_key": "\x00" + "k" * 300, "narrative": "half"})
    assert answer.status_code == (302 if address == "/lock/" else 422)


def test_a_fault_after_the_answer_changes_no_answer(at_work: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("the line to the database is gone")

    monkeypatch.setattr(QuerySet, "delete", refuse)
    at_work.raise_request_exception = False
    assert at_work.post("/lock/", {"submission_key": str(uuid.uuid4())}).status_code == 302
    monkeypatch.undo()
    assert Desk.objects.get().locked_at is not None
