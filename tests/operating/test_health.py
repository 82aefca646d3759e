"""/health for machines: codes, no session, no line of the ledger, no name; answered without a database too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carisecure.operating import alive, health, pulses
from carisecure.operating.conditions import Found, State, log, place
from tests.audit.told import last_line
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    health.forget()
    yield
    health.forget()


def sealing(state: State) -> Any:
    return lambda: Found(state, "stands" if state == State.BAD else "ok", {"lines": 1, "minutes": 9})


def ready(client: Client) -> tuple[int, list[str]]:
    health.forget()
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()["wrong"]


def test_it_lives_and_asks_nothing(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json(), len(queries)) == (200, {"live": True}, 0)
    assert client.post("/health/live").status_code == 405


def test_ready_says_codes_of_what_is_wrong(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        health,
        "ASKED",
        tuple((code, replace(one, look=partial(FOUND.__getitem__, code))) for code, one in health.ASKED),
    )
    FOUND.update(dict.fromkeys(("migrations", "keys", "queue", "sealing"), Found(State.OK, "ok")))
    assert ready(client) == (200, [])
    for code in FOUND:
        FOUND[code] = Found(State.BAD, "any")
        assert ready(client) == (503, [code])
        FOUND[code] = Found(State.UNKNOWN, "any")
        assert ready(client) == (200, [])


FOUND: dict[str, Found] = {}


def test_its_four_questions_are_the_conditions(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.look for _code, one in health.ASKED} >= {place.migrations, place.keys, log.sealing}
    with as_system(), connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'operating'")
    assert ready(client) == (503, ["migrations"])


def test_without_a_database_it_says_so_in_one_code(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Found:
        raise OperationalError

    monkeypatch.setattr(health, "ASKED", (("migrations", replace(health.ASKED[0][1], look=away)),))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "wrong": ["database"]})


def test_no_session_no_line_and_no_cookie(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    before = last_line()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/health/ready")
    asked = " ".join(query["sql"] for query in queries)
    assert "accounts_desk" not in asked
    assert "carisecure.enter" not in asked
    assert not answer.cookies
    assert last_line() == before


def test_asking_often_costs_one_look(client: Client) -> None:
    client.get("/health/ready")
    with CaptureQueriesContext(connection) as queries:
        for _time in range(20):
            client.get("/health/ready")
    assert len(queries) == 0


def test_where_beat_is_silent_the_web_server_tells_it(client: Client, settings: Any) -> None:
    settings.ALARM_EMAIL = ["duty@example.org"]
    pulses.beat("beat", at=timezone.now() - timedelta(minutes=1))
    client.get("/health/ready")
    assert mail.outbox == []
    pulses.beat("beat", at=timezone.now() - timedelta(minutes=9))
    health.forget()
    client.get("/health/ready")
    (told,) = mail.outbox
    assert "Beat (starts what is due). No sign of life for 9 minutes" in told.body
    health._kept = (float("-inf"), [])
    client.get("/health/ready")
    assert len(mail.outbox) == 1


def test_the_web_container_is_well_while_only_others_are_not(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{live_server.url}/health/ready"
    for wrong, is_well in (
        ([], True),
        (["queue"], True),
        (["queue", "sealing"], True),
        (["keys"], False),
        (["database"], False),
    ):
        monkeypatch.setattr(health, "faults", lambda said=wrong: list(said))
        assert alive.web_is_well(address) == is_well
    assert not alive.web_is_well("http://127.0.0.1:1/health/ready")
