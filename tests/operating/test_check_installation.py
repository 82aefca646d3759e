"""`manage.py check_installation`: everything is looked at, what is wrong is said with its remedy, no secret."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from carisecure import env
from carisecure.access.vault import proving
from carisecure.operating import conditions, pulses
from carisecure.operating.conditions import Found, State

pytestmark = pytest.mark.django_db


def checked(*arguments: str) -> tuple[int, str]:
    out, status = StringIO(), 0
    try:
        call_command("check_installation", *arguments, stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, out.getvalue()


def all_well(monkeypatch: pytest.MonkeyPatch) -> dict[str, Found]:
    facts = {
        "seconds": 1,
        "lines": 1,
        "minutes": 1,
        "hours": 1,
        "days": 40,
        "n": 1,
        "free_gb": 1,
        "percent": 1,
        "jobs": 0,
    }
    found = {one.name: Found(State.OK, "ok", facts) for one in conditions.ALL}
    monkeypatch.setattr(conditions, "look", lambda condition: found[condition.name])
    return found


def test_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    all_well(monkeypatch)
    status, said = checked()
    assert status == 0
    assert len(said.splitlines()) == len(conditions.ALL)
    assert all(line.startswith("ok ") for line in said.splitlines())


def test_what_is_wrong_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    found = all_well(monkeypatch)
    found["house"] = Found(State.BAD, "silent", {"minutes": 12})
    status, said = checked()
    assert status == 1
    at = said.splitlines().index("WRONG Worker of the house: No sign of life for 12 minutes.")
    assert said.splitlines()[at + 1].strip().startswith("Start it: docker compose up -d.")
    assert "--tail=50 house" in said


@pytest.mark.parametrize("state", [State.WARN, State.UNKNOWN], ids=["warn", "unknown"])
def test_what_is_not_wrong_does_not_fail(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    all_well(monkeypatch)["drill"] = Found(state, "never")
    status, said = checked()
    assert status == 0
    assert "No restore was ever tried." in said


def test_for_machines_and_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    all_well(monkeypatch)["keys"] = Found(State.BAD, "missing", {"number": 2})
    status, said = checked("--json", "--language=es")
    told = {one["name"]: one for one in json.loads(said)}
    assert status == 1
    assert set(told) == {one.name for one in conditions.ALL}
    assert told["keys"]["state"] == "bad"
    assert told["keys"]["facts"] == {"number": 2}
    assert "VAULT_KEYS" in told["keys"]["says"]
    assert "Key 2" not in told["keys"]["says"]


def test_it_really_looks_and_prints_no_secret() -> None:
    status, said = checked("--json")
    assert status == 1, "no worker gives a sign of life in a test"
    told = {one["name"]: one["code"] for one in json.loads(said)}
    assert told["worker"] == "never"
    assert told["walls"] == "ok"
    secrets = [str(getattr(settings, name, "")) for name in env.SECRETS]
    assert any(secrets)
    assert not any(secret in said for secret in secrets if len(secret) > 5)


def test_wrong_keys_do_not_stop_it_from_saying_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "tried", lambda: [proving.Tried(1, True, False)])
    status, said = checked()
    assert status == 1
    assert "WRONG Keys: Key 1 of VAULT_KEYS is another one" in said


def test_a_mail_is_sent_to_try_it(settings: Any) -> None:
    settings.ALARM_EMAIL = ["duty@example.org"]
    checked("--mail")
    assert [sent.to for sent in mail.outbox] == [["duty@example.org"]]
    assert pulses.all_of()["mail"].detail == {"fault": ""}
