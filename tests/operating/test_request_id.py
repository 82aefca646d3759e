"""One id a request: in the answer's header, in the lines of the ledger, in the lines of the log."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from carisecure import logs
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def lines_about(request_id: str) -> list[str]:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select action from audit_entry where request = %s order by id", [request_id])
        return [action for (action,) in cursor.fetchall()]


def test_the_header_names_the_lines_of_the_ledger(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    answer = client.get("/access-log/")
    assert lines_about(answer["X-Request-ID"]) == ["read.log"]
    refused = client.get("/people-and-agencies/people/")
    assert lines_about(refused["X-Request-ID"]) == ["refused.not_permitted"]


def test_what_a_request_writes_before_anybody_is_known_has_the_same_id(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    answer = client.post("/lock/")
    assert "desk.locked" in lines_about(answer["X-Request-ID"])


def test_every_request_has_its_own_and_a_visitors_is_not_repeated(client: Client) -> None:
    sent = {"X-Request-ID": "chosen-by-a-visitor"}
    ids = {client.get(address, headers=sent)["X-Request-ID"] for address in ("/sign-in/", "/nothing/", "/health/live")}
    assert len(ids) == 3
    assert "chosen-by-a-visitor" not in ids


def test_a_line_of_the_log_is_about_its_request(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, Any]] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(json.loads(logs.JsonFormatter().format(record)))

    listening = Listening()
    logging.getLogger("django.request").addHandler(listening)
    try:
        answer: Any = client.get("/nothing-here/")
    finally:
        logging.getLogger("django.request").removeHandler(listening)
    assert [line["request"] for line in told] == [answer["X-Request-ID"]]
    assert logs.current() == ""
