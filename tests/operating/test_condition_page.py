"""The administrator's page: what is wrong first, with what to do; empty when all is well; nothing of any case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.operating import alarms, conditions, pulses
from carisecure.operating.conditions import Found, State
from tests.people import People

pytestmark = pytest.mark.django_db
PAGE = "/condition/"


def page(client: Client, people: People) -> str:
    client.force_login(people.administrator)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return str(answer.text)


def test_what_is_wrong_comes_first_with_what_to_do(client: Client, people: People) -> None:
    pulses.beat("worker", at=timezone.now() - timedelta(minutes=7))
    pulses.beat("drill", at=timezone.now() - timedelta(days=3))
    shown = page(client, people)
    wrong, well = shown.split("<dl", 1)
    assert "No sign of life for 7 minutes." in wrong
    assert "docker compose logs --tail=50 worker" in wrong
    assert "Restored in a drill 3 days ago." in well
    assert wrong.index("No sign of life") < wrong.index("Nobody is told of alarms by mail."), "the worst first"


def test_nothing_to_do_where_all_is_well(client: Client, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
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
    well = Found(State.OK, "ok", facts)
    monkeypatch.setattr(conditions, "look", lambda _condition: well)
    alarms.keep({one.name: well for one in conditions.ALL}, timezone.now())
    shown = page(client, people)
    assert "Nothing is wrong. There is nothing to do here." in shown
    assert "Do something about these" not in shown
    assert f"{len(conditions.ALL)} things are well" in shown


def test_what_is_slow_is_taken_from_the_last_look(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    look = conditions.look

    def watched(one: conditions.Condition) -> Found:
        asked.append(one.name)
        return look(one)

    monkeypatch.setattr(conditions, "look", watched)
    assert "Not looked at yet." in page(client, people)
    assert not {"tls", "mail_server", "walls", "triggers"} & set(asked)
    alarms.keep({"tls": Found(State.BAD, "over", {"days": 2})}, timezone.now())
    assert "The certificate is not valid today." in page(client, people)


def test_the_first_page_of_an_administrator_says_that_something_is_wrong(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    home = reverse("accounts:person_list")
    assert reverse("operating:condition") in client.get(home).text, "in the menu"
    assert "The installation is not well" not in client.get(home).text
    alarms.keep({"sealing": Found(State.BAD, "stands", {"lines": 1, "minutes": 9})}, timezone.now())
    shown = client.get(home).text
    assert "The installation is not well" in shown
    assert "Sealing of the access log" in shown


@pytest.mark.parametrize("role", ["investigator", "supervisor", "auditor"])
def test_for_administrators_alone(role: str, client: Client, people: People) -> None:
    client.force_login(getattr(people, role))
    assert client.get(PAGE).status_code == 403
