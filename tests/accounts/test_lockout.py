"""Five failures in 15 minutes lock a name for strangers; the person's own browser keeps its way in."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access.errors import NotPermitted
from carisecure.accounts import factors, lockout
from carisecure.accounts.views import sign_in as sign_in_page
from tests.cases.ledger import lines
from tests.people import People, make_people
from tests.signing_in import PASSWORD, code, give_app, give_password, sign_in, wrong_code


@pytest.fixture
def officer(people: People) -> People:
    give_password(people.investigator)
    give_app(people.investigator)
    return people


def guess(client: Client, name: str = "investigator", password: str = "wrong") -> int:  # noqa: S107
    return client.post("/sign-in/", {"username": name, "password": password}).status_code


def hammer(name: str = "investigator") -> list[int]:
    stranger = Client()
    return [guess(stranger, name) for _try in range(6)]


@pytest.mark.parametrize("name", ["investigator", "nobody-here"])
def test_the_sixth_try_is_not_even_looked_at(officer: People, name: str) -> None:
    """An unknown name locks in the same way, so that the answer says nothing about who exists."""
    assert hammer(name) == [422] * 5 + [429]
    right = Client().post("/sign-in/", {"username": name, "password": PASSWORD})
    assert right.status_code == 429
    assert "Wait 30 minutes" in right.text


def test_other_letters_are_the_same_name(officer: People) -> None:
    stranger = Client()
    assert [guess(stranger, name) for name in ("Investigator", "INVESTIGATOR ", "investigator") * 2][-1] == 429


def test_a_stranger_cannot_lock_out_the_duty_officer(officer: People, client: Client) -> None:
    sign_in(client, officer.investigator)
    client.post("/sign-out/")
    hammer()
    assert sign_in(client, officer.investigator, steps=1)["Location"] != "/sign-in/"
    assert client.get("/cases/").status_code == 200


def test_the_known_browser_has_five_tries_too(officer: People, client: Client) -> None:
    sign_in(client, officer.investigator)
    client.post("/sign-out/")
    assert [guess(client) for _try in range(6)] == [422] * 5 + [429]
    assert Client().post("/sign-in/", {"username": "investigator", "password": PASSWORD}).status_code == 302


def test_a_forged_cookie_is_no_known_browser(officer: People, client: Client) -> None:
    sign_in(client, officer.investigator)
    stranger = Client()
    stranger.cookies["carisecure_browser"] = client.cookies["carisecure_browser"].value + "x"
    hammer()
    assert guess(stranger, password=PASSWORD) == 429


def test_wrong_codes_count_too(officer: People, client: Client) -> None:
    client.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    for _try in range(5):
        client.post("/sign-in/factor/", {"code": wrong_code()})
    assert "Too many wrong attempts" in client.post("/sign-in/factor/", {"code": code()}).text
    assert client.get("/cases/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["/sign-in/factor/", "/sign-in/with-code/"])
def test_of_sixteen_wrong_codes_sent_at_once_five_are_looked_at(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    with transaction.atomic():
        people = make_people()
        give_password(people.investigator)
        give_app(people.investigator)
    looked: list[str] = []
    monkeypatch.setattr(factors, "check_totp", lambda user, code: looked.append(code))
    monkeypatch.setattr(sign_in_page, "enrolment_of", lambda *, user, code: looked.append(code))
    sent = {"username": "investigator", "password": PASSWORD, "code": "000000"}
    clients = [Client() for _one in range(16)]
    for client in clients:
        assert client.post("/sign-in/", sent).status_code == 302
    start = threading.Barrier(len(clients))

    def press(client: Client) -> None:
        try:
            start.wait()
            client.post(page, sent)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked) == 5


def test_thirty_minutes_release_it(officer: People, client: Client) -> None:
    hammer()
    with freeze_time(timezone.now() + timedelta(minutes=29), tick=True):
        assert guess(client, password=PASSWORD) == 429
    with freeze_time(timezone.now() + timedelta(minutes=31), tick=True):
        assert guess(client, password=PASSWORD) == 302


def test_failures_of_an_hour_ago_are_forgotten(officer: People) -> None:
    stranger = Client()
    assert [guess(stranger) for _try in range(4)] == [422] * 4
    with freeze_time(timezone.now() + timedelta(minutes=16), tick=True):
        assert [guess(stranger) for _try in range(4)] == [422] * 4


def test_no_name_and_no_address_is_stored(officer: People) -> None:
    hammer()
    (row,) = AccessAttempt.objects.all()
    kept = f"{row.username} {row.get_data} {row.post_data} {row.user_agent} {row.path_info}"
    assert "investigator" not in kept
    assert row.ip_address == "0.0.0.0"  # noqa: S104
    refused = [line.detail for line in lines(action="sign_in.refused")]
    assert len(refused) >= 5
    assert "investigator" not in str(refused)


def test_a_supervisor_releases_it(officer: People, client: Client) -> None:
    hammer()
    client.force_login(officer.supervisor)
    page = client.get(reverse("accounts:locked_names")).text
    assert officer.investigator.full_name in page
    address = reverse("accounts:release_name", args=[officer.investigator.pk])
    assert "Unlock the name of" in client.get(address).text
    client.post(address, {"submission_key": "00000000-0000-4000-8000-00000000000a"})
    assert guess(Client(), password=PASSWORD) == 302
    assert lines(action="sign_in.released")[-1].actor == officer.supervisor.pk
    assert "No names are locked" in client.get(reverse("accounts:locked_names")).text


def test_nobody_else_releases(officer: People) -> None:
    with pytest.raises(NotPermitted):
        lockout.release_name(user=officer.investigator, by=officer.colleague)
