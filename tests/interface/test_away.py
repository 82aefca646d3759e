"""PostgreSQL away or a disk full: 503 in words, in both languages, with the text still in the browser; never 500."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from carisecure.interface import failures
from tests.people import People

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import carisecure.wsgi
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["carisecure_session"] = "abc"
asked = [("get", "/"), ("get", "/cases/"), ("post", "/sign-in/"), ("get", "/desk/")]
for method, path in asked:
    answer = getattr(client, method)(path, {"username": "somebody"})
    both = "still here" in answer.text and "sigue aqu" in answer.text
    print(answer.status_code, answer.headers.get("Retry-After"), both, "Content-Security-Policy" in answer.headers)
"""


@pytest.mark.slow
def test_a_web_process_starts_and_answers_503_while_nothing_listens(tmp_path: Path) -> None:
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing",
        "DATABASE_URL": f"postgresql://carisecure_app@/carisecure?host={tmp_path}",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", ASKED], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["503 10 True True"] * 4, done.stdout + done.stderr


def caused(code: str | None) -> OperationalError:
    """As Django hands on what psycopg2 raises."""
    cause: Any = psycopg2.OperationalError()
    if code is not None:
        cause = psycopg2.errors.lookup(code)()
        cause.__setstate__({"pgcode": code})
    error = OperationalError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("code", "is_away"),
    [
        (None, True),
        ("57P01", True),
        ("57P03", True),
        ("53300", True),
        ("08006", True),
        ("53100", True),
        ("53200", True),
        ("57014", False),
        ("40P01", False),
    ],
)
def test_away_is_not_the_same_as_refused(code: str | None, is_away: bool) -> None:
    assert failures.is_away(caused(code)) is is_away
    assert failures.is_away(InterfaceError())
    assert not failures.is_away(ValueError())


def test_a_database_that_goes_in_the_middle_of_a_page(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(people.investigator)
    client.raise_request_exception = False
    path = reverse("cases:new_report")

    def gone(*_args: object, **_more: object) -> HttpResponse:
        raise caused("57P01")

    def full(*_args: object, **_more: object) -> HttpResponse:
        raise OSError(errno.ENOSPC, "no space")

    def broken(*_args: object, **_more: object) -> HttpResponse:
        raise ZeroDivisionError

    for view, status in ((gone, 503), (full, 503), (broken, 500)):
        monkeypatch.setattr("django.core.handlers.base.BaseHandler.make_view_atomic", lambda _self, _view, it=view: it)
        answer = client.get(path)
        assert answer.status_code == status
        assert ("Your text is still here" in answer.text) is (status == 503)
