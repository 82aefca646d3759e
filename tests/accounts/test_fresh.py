"""What asks for the factor again, and what it does with what was asked."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.accounts import factors, fresh
from carisecure.accounts.models import Desk
from tests.people import People
from tests.roles import as_system
from tests.signing_in import PASSWORD, code, confirm, give_app, give_key, give_password, wrong_code

PASSWORD_PAGE = "/security/password/"


def test_it_asks_and_leads_back(people: People, client: Client) -> None:
    give_app(people.investigator)
    client.force_login(people.investigator)
    assert client.get(PASSWORD_PAGE)["Location"] == "/confirm/"
    assert "Code from your app" in client.get("/confirm/").text
    assert client.post("/confirm/", {"code": wrong_code()}).status_code == 422
    assert client.get(PASSWORD_PAGE).status_code == 302
    assert client.post("/confirm/", {"code": code()})["Location"] == PASSWORD_PAGE
    assert client.get(PASSWORD_PAGE).status_code == 200


@pytest.mark.parametrize("key", ["investigator", "supervisor", "auditor", "administrator"])
def test_a_recovery_code_lets_in_and_confirms_nothing(people: People, client: Client, key: str) -> None:
    user = getattr(people, key)
    (give_key if factors.needs_key(user) else give_app)(user)
    give_password(user)
    with as_system():
        one = factors.recovery_codes(user)[0]
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert client.post("/sign-in/factor/", {"code": one}).status_code == 302
    assert Desk.objects.get(user=user).factor == "recovery_codes"
    assert Desk.objects.get(user=user).factor_at is None
    assert client.get("/security/").status_code == 200
    for page in (PASSWORD_PAGE, "/security/add/", "/security/recovery-codes/"):
        assert client.get(page)["Location"] == "/confirm/"
    assert client.post("/confirm/", {"code": one}).status_code == 422


def test_it_counts_five_minutes(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    confirm(client)
    with freeze_time(timezone.now() + timedelta(minutes=4, seconds=50), tick=True):
        assert client.get(PASSWORD_PAGE).status_code == 200
    with freeze_time(timezone.now() + timedelta(minutes=5, seconds=5), tick=True):
        assert client.get(PASSWORD_PAGE).status_code == 302


def test_a_form_is_not_lost(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    give_key(people.supervisor)
    monkeypatch.setattr(factors, "check_key", lambda user, answer: answer == "(the key's answer)")
    client.force_login(people.supervisor)
    address, key = reverse("accounts:lost_factor"), str(uuid.uuid4())
    sent = {"submission_key": key, "user": str(people.colleague.pk), "second": str(people.investigator.pk)}
    assert client.post(address, sent)["Location"] == "/confirm/"
    assert client.post("/confirm/", {"credential": "(another)"}).status_code == 422
    assert client.post("/confirm/", {"credential": "(the key's answer)"})["Location"] == "/confirm/kept/"
    page = client.get("/confirm/kept/").text
    assert f'action="{address}"' in page
    assert key in page
    assert client.post(address, sent)["Location"] == reverse("accounts:own_factors")


@pytest.mark.parametrize("key", ["supervisor", "auditor", "administrator"])
def test_a_code_of_an_app_is_not_enough_for_these(people: People, client: Client, key: str) -> None:
    """Not to confirm, not to unlock, and no moment in the row makes it fresh; outside the demonstration."""
    user = getattr(people, key)
    give_app(user)
    client.force_login(user)
    assert "you cannot open this" in client.get("/confirm/").text
    assert client.post("/confirm/", {"code": code()}).status_code == 422
    Desk.objects.update(factor_at=timezone.now())
    assert not fresh.is_fresh(_request(Desk.objects.select_related("user").get()))
    client.post("/lock/")
    desk = Desk.objects.get()
    assert client.post(reverse("unlock", args=[desk.pk]), {"code": code()}).status_code == 422
    assert client.get("/security/")["Location"] == "/locked/"
    give_key(user)
    assert fresh.is_fresh(_request(Desk.objects.select_related("user").get()))
    assert factors.accepted(user) == {"webauthn"}
    assert "Use the security key" in client.get("/locked/").text


def test_the_pages_script_is_told_where_to_go(people: People, client: Client) -> None:
    give_key(people.supervisor)
    client.force_login(people.supervisor)
    sent = {
        "submission_key": str(uuid.uuid4()),
        "user": str(people.colleague.pk),
        "second": str(people.investigator.pk),
    }
    answer = client.post(reverse("accounts:lost_factor"), sent, headers={"X-Sent-By-Page": "1"})
    assert (answer.status_code, answer.json()) == (200, {"go": "/confirm/"})


def _request(desk: Desk) -> HttpRequest:
    request = HttpRequest()
    request.desk = desk  # type: ignore[attr-defined]
    return request


def test_nobody_without_a_factor_is_ever_fresh(people: People, client: Client) -> None:
    """allauth counts such a person as fresh; the row may say what it likes."""
    client.force_login(people.investigator)
    Desk.objects.update(factor_at=timezone.now())
    desk = Desk.objects.select_related("user").get()
    assert not fresh.is_fresh(_request(desk))
    assert client.get(PASSWORD_PAGE).status_code == 302
    page = client.get("/confirm/")
    assert "you cannot open this" in page.text
    assert client.post("/confirm/", {"code": "123456"}).status_code == 422
    give_app(people.investigator)
    assert fresh.is_fresh(_request(desk))


def test_recovery_codes_alone_are_no_factor(people: People, client: Client) -> None:
    from carisecure.accounts.factors import recovery_codes

    client.force_login(people.investigator)
    with as_system():
        recovery_codes(people.investigator)
    Desk.objects.update(factor_at=timezone.now())
    assert not fresh.is_fresh(_request(Desk.objects.select_related("user").get()))


def test_a_moment_to_come_is_not_fresh(people: People, client: Client) -> None:
    give_app(people.investigator)
    client.force_login(people.investigator)
    Desk.objects.update(factor_at=timezone.now() + timedelta(minutes=1))
    assert not fresh.is_fresh(_request(Desk.objects.select_related("user").get()))


@pytest.mark.urls("tests.accounts.demo_urls")
def test_in_the_demonstration_a_press_sets_the_same_moment(
    people: People, client: Client, settings: LazySettings
) -> None:
    settings.DEMO = True
    client.post("/sign-in/as/investigator/")
    assert client.get(PASSWORD_PAGE)["Location"] == "/confirm/"
    assert "Confirm as the demo person" in client.get("/confirm/").text
    assert client.post("/confirm/")["Location"] == PASSWORD_PAGE
    assert client.get(PASSWORD_PAGE).status_code == 200
    client.post("/lock/")
    assert client.get("/cases/")["Location"] == "/locked/"
    desk = Desk.objects.get()
    assert "Confirm as the demo person" in client.get("/locked/").text
    client.post(reverse("unlock", args=[desk.pk]))
    assert client.get("/cases/").status_code == 200


@pytest.mark.urls("tests.accounts.demo_urls")
def test_the_press_counts_nowhere_else(people: People, client: Client, settings: LazySettings) -> None:
    """A person of the demonstration who signed in with password and app presses in vain."""
    settings.DEMO = True
    give_app(people.investigator)
    client.force_login(people.investigator)
    assert client.post("/confirm/").status_code == 422
    assert client.get(PASSWORD_PAGE).status_code == 302
