"""Beat's scheduler: a sign of life each minute, and it looks around where no worker of the house does."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery.beat import Scheduler
from django.conf import settings as django_settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from carisecure.celery import app
from carisecure.jobs import apart
from carisecure.jobs.models import Job
from carisecure.operating import alive, clock, pulses, tasks
from carisecure.operating.models import Kind, Standing
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> clock.Clock:
    monkeypatch.setattr(Scheduler, "tick", lambda self: 5.0)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(alive, "touch", lambda kind: TOUCHED.append(kind))
    TOUCHED.clear()
    return clock.Clock(app, lazy=True)


TOUCHED: list[str] = []


def test_it_is_the_one_that_beat_is_told_to_use() -> None:
    assert f"{clock.__name__}:{clock.Clock.__name__}" == django_settings.CELERY_BEAT_SCHEDULER


def test_a_sign_of_life_each_minute_and_not_each_tick(ticking: clock.Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert ticking.tick() == 5.0
    ticking.tick()
    assert TOUCHED == [Kind.BEAT]
    assert pulses.last("beat") is not None
    now[0] += 61
    ticking.tick()
    assert TOUCHED == [Kind.BEAT, Kind.BEAT]


def test_it_looks_around_where_the_house_is_silent(ticking: clock.Clock, settings: Any) -> None:
    settings.ALARM_EMAIL = ["duty@example.org"]
    pulses.beat("house", at=timezone.now() - timedelta(minutes=10))
    ticking.tick()
    assert "Worker of the house. No sign of life for 10 minutes." in mail.outbox[0].body


def test_it_leaves_that_to_a_house_that_lives(ticking: clock.Clock) -> None:
    pulses.beat("house")
    ticking.tick()
    assert not Standing.objects.exists()


def test_a_database_that_is_away_does_not_stop_it(ticking: clock.Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_args: object) -> bool:
        raise OperationalError

    monkeypatch.setattr(clock, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr("carisecure.operating.conditions.life.is_silent", away)
    assert ticking.tick() == 5.0


def test_the_workers_tasks_say_that_they_live(monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []
    monkeypatch.setattr(alive, "touch", touched.append)
    tasks.worker_lives()
    tasks.look()
    assert touched == [Kind.WORKER, Kind.HOUSE]
    assert {"worker", "house"} <= set(pulses.all_of())
    assert Standing.objects.filter(pk="worker", state="ok").exists()


def test_each_task_is_rung_into_the_queue_of_its_own_worker() -> None:
    routes = django_settings.CELERY_TASK_ROUTES
    assert routes["operating.look"] == routes["operating.look_closely"] == {"queue": "house"}
    assert "operating.worker_lives" not in routes
    assert django_settings.CELERY_TASK_DEFAULT_QUEUE == "asked"


@pytest.mark.parametrize(("by_somebody", "kind"), [(True, Kind.WORKER), (False, Kind.HOUSE)])
def test_while_a_worker_computes_its_watcher_says_that_it_lives(
    by_somebody: bool, kind: Kind, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[str] = []
    monkeypatch.setattr(alive, "touch", touched.append)
    watch = apart._Watch(uuid4(), 0, 0)
    watch.job = Job(actor=people.investigator if by_somebody else None)
    watch._live()
    assert touched == [], "not before a minute is over"
    watch.lived -= apart.LIVES_EVERY_SECONDS
    watch._live()
    watch._live()
    assert touched == [kind]
    assert pulses.last(kind) is not None
