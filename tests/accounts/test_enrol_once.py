"""One leave enrols one factor, however many browsers press at the same moment."""

from __future__ import annotations

import json
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.test import Client

from carisecure.accounts.enrolments import ask_enrolment, confirm_enrolment
from carisecure.accounts.models import Desk, Enrolment, User
from carisecure.accounts.secrets import secrets_of
from tests.people import People, enter, make_people
from tests.signing_in import PASSWORD, give_app, give_password, key_answer

BROWSERS = 4


@pytest.fixture
def any_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key's answer fits: what is asked here is how often it is stored."""
    monkeypatch.setattr(webauthn, "complete_registration", lambda _answer: None)


def code_for(people: People) -> str:
    """The one-time code of two colleagues, for an investigator who lost their factor."""
    with transaction.atomic():
        give_app(people.investigator)
        enter(people.supervisor)
        asked = ask_enrolment(
            user=people.investigator, second=people.colleague, password_too=False, by=people.supervisor
        )
        enter(people.colleague)
        return confirm_enrolment(enrolment=asked, by=people.colleague)


def begun(user: User, code: str) -> Client:
    """A browser that stands at the page which enrols."""
    client = Client(raise_request_exception=False)
    sent = {"username": user.username, "password": PASSWORD}
    if code:
        assert client.post("/sign-in/with-code/", {**sent, "code": code})["Location"] == "/sign-in/enrol/"
    else:
        assert client.post("/sign-in/", sent)["Location"] == "/sign-in/enrol/"
    assert client.get("/sign-in/enrol/").status_code == 200
    return client


def answer_of(client: Client, user: User, kind: str) -> dict[str, str]:
    if kind == "webauthn":
        return {"credential": json.dumps(key_answer())}
    with transaction.atomic(), secrets_of(user):
        secret = decrypt(client.session["new_totp"]["secret"])
    return {"code": format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))}


def together(clients: list[Client], bodies: list[dict[str, str]]) -> list[tuple[int, str]]:
    """Send every form at the same moment, each over a connection of its own."""
    start, answers, lock = threading.Barrier(len(clients)), [], threading.Lock()

    def press(client: Client, body: dict[str, str]) -> None:
        try:
            start.wait()
            answer = client.post("/sign-in/enrol/", body)
            with lock:
                answers.append((answer.status_code, answer.get("Location", "")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(clients, bodies, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", ["code of two colleagues", "very first sign-in"])
@pytest.mark.parametrize("kind", ["webauthn", "totp"])
def test_of_four_browsers_at_once_one_enrols(any_key: None, leave: str, kind: str) -> None:
    with transaction.atomic():
        people = make_people()
        give_password(people.investigator)
    user = people.investigator
    code = code_for(people) if leave == "code of two colleagues" else ""
    clients = [begun(user, code) for _one in range(BROWSERS)]
    answers = together(clients, [answer_of(client, user, kind) for client in clients])
    (first, *others) = sorted(answers)
    assert first == (302, "/security/recovery-codes/")
    # Who comes while the first is being enrolled is sent back; who comes after it is asked for that factor.
    assert set(others) <= {(302, "/sign-in/enrol/"), (302, "/sign-in/factor/")}
    assert len(others) == BROWSERS - 1
    with transaction.atomic():
        assert list(Authenticator.objects.values_list("type", flat=True)) == [kind]
        assert Desk.objects.count() == 1
        assert not Enrolment.objects.filter(used_at=None).exists()
    late = next(client for client in clients if client.get("/cases/").status_code != 200)
    assert late.get("/sign-in/enrol/")["Location"] == "/sign-in/factor/"


def test_a_refused_factor_leaves_the_code_unused(
    people: People, client: Client, any_key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(people.investigator)
    begins = begun(people.investigator, code_for(people))

    def other_challenge(_answer: object) -> None:
        raise ValidationError("not ours")

    with monkeypatch.context() as patch:
        patch.setattr(webauthn, "complete_registration", other_challenge)
        sent = {"credential": json.dumps(key_answer())}
        assert begins.post("/sign-in/enrol/", sent).status_code == 422
    assert Enrolment.objects.get().used_at is None
    assert not Authenticator.objects.exists()
    assert begins.post("/sign-in/enrol/", sent)["Location"] == "/security/recovery-codes/"
    assert Enrolment.objects.get().used_at is not None
