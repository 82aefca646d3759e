"""The second factor is compulsory: a password alone opens nothing, enrols nothing twice, and a code counts once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access.vault.keyring import CannotOpen
from carisecure.accounts import factors
from carisecure.accounts.models import Desk, User
from carisecure.accounts.roles import Role
from carisecure.accounts.secrets import secrets_of
from tests.access.sweep import NOBODY
from tests.access.table import Row, all_rows
from tests.cases.ledger import lines
from tests.people import People, make_people
from tests.roles import as_system
from tests.signing_in import PASSWORD, SECRET, code, give_app, give_password, sign_in, wrong_code


def password_only(client: Client, user: User) -> None:
    give_password(user)
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})


def _address(row: Row) -> str:
    kwargs = dict(row.extra)
    if row.target:
        kwargs[row.arg] = NOBODY
    return reverse(row.name, kwargs=kwargs)


def reached_by(client: Client, closed: list[Row]) -> list[tuple[str, str, int]]:
    """What GET and POST of each address give that is anything but the way back to signing in (or: no such method)."""
    found = []
    for row in closed:
        for method in ("GET", "POST"):
            answer = client.generic(method, _address(row), HTTP_ACCEPT="text/html")
            sent_away = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
            no_such_method = answer.status_code == 405 and method not in row.methods
            if not sent_away and not no_such_method and answer.status_code != 401:
                found.append((method, row.name, answer.status_code))
    return found


@pytest.mark.parametrize("who", ["without a factor", "factor not shown", "app instead of the key"])
def test_password_only_reaches_no_address_of_the_whole_house(people: People, client: Client, who: str) -> None:
    """0 of all signed-in addresses (`test_every_url_is_in_the_table` sees to it that the rows are all there are)."""
    user = people.supervisor if who == "app instead of the key" else people.investigator
    if who != "without a factor":
        give_app(user)
    password_only(client, user)
    if who == "app instead of the key":
        assert client.post("/sign-in/factor/", {"code": code()})["Location"] == "/sign-in/enrol/"
    closed = [row for row in all_rows() if not row.public]
    assert len(closed) > 130, "the table has shrunk: is it still the whole house?"
    assert reached_by(client, closed) == []
    assert not Desk.objects.exists()
    assert "_auth_user_id" not in client.session


def test_the_same_question_finds_the_addresses_that_are_open(people: People, client: Client) -> None:
    """A test that finds nothing must be shown to find something: signed in, most answer."""
    client.force_login(people.investigator)
    closed = [row for row in all_rows() if not row.public]
    assert len(reached_by(client, closed)) > 100


def test_somebody_without_a_factor_is_sent_to_enrol(people: People, client: Client) -> None:
    give_password(people.investigator)
    sent = {"username": "investigator", "password": PASSWORD}
    assert client.post("/sign-in/", sent)["Location"] == "/sign-in/enrol/"
    page = client.get("/sign-in/enrol/").text
    assert "Security key or passkey" in page
    assert "data:image/svg+xml" in page


def _offered_secret(client: Client, user: User) -> str:
    client.get("/sign-in/enrol/")
    kept = client.session["new_totp"]["secret"]
    with secrets_of(user):
        secret: str = decrypt(kept)
    assert secret not in kept
    return secret


def enrol_app(client: Client, user: User) -> Any:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    secret = _offered_secret(client, user)
    now = list(yield_hotp_counters_from_time())[1]
    return client.post("/sign-in/enrol/", {"code": format_hotp_value(hotp_value(secret, now))})


def test_an_app_is_enrolled_and_signs_in(people: People, client: Client) -> None:
    password_only(client, people.investigator)
    wrong = wrong_code(_offered_secret(client, people.investigator))
    assert client.post("/sign-in/enrol/", {"code": wrong}).status_code == 422
    assert enrol_app(client, people.investigator)["Location"] == "/security/recovery-codes/"
    assert client.get("/cases/").status_code == 200
    assert Desk.objects.get().factor == "totp"
    assert lines(action="factor.added")[0].detail == {"factor": "totp"}


def test_the_code_that_enrolled_an_app_does_not_sign_in_once_more(people: People, client: Client) -> None:
    """Somebody looked over the shoulder while it was enrolled: 90 seconds are enough to type it elsewhere."""
    password_only(client, people.investigator)
    with freeze_time(timezone.now()):
        enrol_app(client, people.investigator)
        stored = Authenticator.objects.get(user=people.investigator, type="totp").data
        with secrets_of(people.investigator):
            secret = decrypt(stored["secret"])
        shown = [format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)) for step in (-1, 0, 1)]
        assert [factors.check_totp(people.investigator, each) for each in shown] == [False, False, True]


@pytest.mark.parametrize("key", ["supervisor", "auditor", "administrator"])
def test_these_roles_need_a_key(people: People, client: Client, key: str) -> None:
    user = getattr(people, key)
    password_only(client, user)
    page = client.get("/sign-in/enrol/").text
    assert "Your role needs a security key" in page
    assert "data:image/svg+xml" not in page
    assert client.post("/sign-in/enrol/", {"code": "123456"}).status_code == 422
    assert not factors.is_enrolled(user)


def test_whoever_becomes_a_supervisor_enrols_a_key_first(people: People, client: Client) -> None:
    give_app(people.supervisor)
    give_password(people.supervisor)
    assert sign_in(client, people.supervisor)["Location"] == "/sign-in/enrol/"
    assert client.get("/sign-in/enrol/").status_code == 200
    assert client.get("/cases/").status_code == 302
    assert not Desk.objects.exists()


def test_the_app_is_no_way_around_a_key(people: People, client: Client) -> None:
    give_app(people.supervisor)
    with as_system():
        Authenticator.objects.create(user=people.supervisor, type="webauthn", data={"name": "k", "credential": {}})
    assert factors.accepted(people.supervisor) == {"webauthn"}
    assert factors.accepted(people.investigator) == set()


def test_a_password_never_replaces_a_lost_factor(people: People, client: Client) -> None:
    """Whoever had a factor once and has none now needs the code of two people."""
    give_app(people.investigator)
    with as_system():
        Authenticator.objects.all().delete()
    password_only(client, people.investigator)
    answer = client.get("/sign-in/enrol/")
    assert answer.status_code == 403
    assert "A supervisor and a second colleague can give you a one-time code, at any time." in answer.text
    assert client.post("/sign-in/enrol/", {"code": "123456"}).status_code == 403


def test_the_secret_is_sealed_and_bound_to_its_owner(people: People) -> None:
    give_app(people.investigator)
    give_app(people.colleague)
    theirs = Authenticator.objects.get(user=people.investigator).data["secret"]
    assert SECRET not in str(Authenticator.objects.values_list("data", flat=True))
    with secrets_of(people.investigator):
        assert decrypt(theirs) == SECRET
    with secrets_of(people.colleague), pytest.raises(CannotOpen):
        decrypt(theirs)
    with pytest.raises(LookupError):
        decrypt(theirs)


def test_the_ledger_masks_the_secret(people: People) -> None:
    give_app(people.investigator)
    (line,) = lines(table_name="mfa_authenticator", action="insert")
    assert line.new is not None
    assert line.new["data"] == "(kept)"


def test_a_code_counts_once_and_none_that_is_older(people: People) -> None:
    give_app(people.investigator)
    with freeze_time(timezone.now()):  # else the next thirty seconds may begin between two lines
        assert factors.check_totp(people.investigator, code(0))
        assert not factors.check_totp(people.investigator, code(0))
        assert not factors.check_totp(people.investigator, code(-1))
        assert factors.check_totp(people.investigator, code(1))
        assert not factors.check_totp(people.colleague, code(1))


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_copies_sent_at_once_one_is_accepted() -> None:
    """The mark is in the database."""
    with transaction.atomic():
        people = make_people()
        give_app(people.investigator)
    accepted = sent_at_once(factors.check_totp, people.investigator, code(0), times=200)
    assert (len(accepted), accepted.count(True)) == (200, 1)
    assert connection.in_atomic_block is False


@pytest.mark.django_db(transaction=True)
def test_of_forty_copies_of_a_recovery_code_sent_at_once_one_is_accepted() -> None:
    with transaction.atomic():
        people = make_people()
        give_app(people.investigator)
        with as_system():
            unused = factors.recovery_codes(people.investigator)
    accepted = sent_at_once(factors.check_recovery_code, people.investigator, unused[0], times=40)
    assert (len(accepted), accepted.count(True)) == (40, 1)
    assert sent_at_once(factors.check_recovery_code, people.investigator, unused[1], times=8).count(True) == 1


def sent_at_once(check: Callable[[User, str], bool], user: User, sent: str, *, times: int) -> list[bool]:
    """Eight threads, each with a connection of its own, as web processes have."""
    accepted: list[bool] = []
    lock, together = threading.Lock(), threading.Barrier(8)

    def replay() -> None:
        try:
            for _turn in range(times // 8):
                together.wait(30)
                with transaction.atomic():
                    fits = check(user, sent)
                with lock:
                    accepted.append(fits)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=replay) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return accepted


def test_the_last_factor_stays(people: People, client: Client) -> None:
    from tests.signing_in import confirm

    client.force_login(people.investigator)
    confirm(client)
    found = Authenticator.objects.get(user=people.investigator)
    client.post(reverse("accounts:remove_factor", args=[found.pk]))
    assert Authenticator.objects.filter(pk=found.pk).exists()
    assert "only way to sign in" in client.get("/security/").text


def test_nobody_removes_another_persons(people: People, client: Client) -> None:
    from tests.signing_in import confirm

    give_app(people.colleague)
    theirs = Authenticator.objects.get(user=people.colleague)
    client.force_login(people.investigator)
    confirm(client)
    client.post(reverse("accounts:remove_factor", args=[theirs.pk]))
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_roles_that_need_a_key() -> None:
    assert {Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR} == factors.KEY_ROLES
