"""/metrics: for whoever holds the token, and with labels that tell nothing of a case, an agency or a person."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carisecure.operating import conditions, figures, pulses
from carisecure.operating.models import Kind
from tests.people import People

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-only-the-gatherer-of-figures-has"
LABEL = re.compile(r'(\w+)="([^"]*)"')


def gathered(client: Client) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN], ids=["none", "empty", "wrong", "bare"])
def test_without_the_token_there_is_no_such_address(given: str, client: Client, settings: Any) -> None:
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.content) == (404, client.get("/nothing-here").content)


def test_conditions_signs_of_life_and_queues(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    pulses.beat("worker", at=timezone.now() - timedelta(minutes=8))
    told = gathered(client)
    assert 'carisecure_condition{name="worker"} 3.0' in told
    assert 'carisecure_condition{name="clock"} 0.0' in told
    assert re.search(r'carisecure_sign_of_life_seconds\{kind="worker"\} 4[89]\d', told)
    assert 'carisecure_jobs_waiting{queue="house"} 0.0' in told
    assert 'carisecure_disk_free_gigabytes{place="files"}' in told or "disk_files" in told


def test_labels_are_names_of_the_houses_own_parts(client: Client, people: People, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    client.force_login(people.investigator)
    for address in ("/", "/reports/", "/cases/?stage=open", "/nothing/Anna-Joseph/"):
        client.get(address)
    labels = {(name, value) for name, value in LABEL.findall(gathered(client)) if name != "le"}
    allowed = {
        "name": {one.name for one in conditions.QUICK}, "kind": set(Kind.values), "queue": {"house", "asked"},
        "place": {"files", "database", "backup"}, "method": {*figures.METHODS, "other"},
        "answer": {"2xx", "3xx", "4xx", "5xx"},
    }  # fmt: skip
    assert {(name, value) for name, value in labels if value not in allowed.get(name, ())} == set()
    assert ("answer", "4xx") in labels


def test_a_method_that_somebody_made_up_is_no_label(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    client.generic("ANNA", "/health/live")
    assert "ANNA" not in gathered(client)
