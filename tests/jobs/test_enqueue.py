"""Asking for work: one row, one bell after the commit, no names, nobody else's."""

from __future__ import annotations

import socket
import uuid

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from pytest_django import Settings

from carisecure.celery import app
from carisecure.jobs import bell
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from carisecure.jobs.states import State
from tests.jobs.asking import ask, now, request_of
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_rings_after_the_commit_and_not_before(people: People, rung: list[uuid.UUID]) -> None:
    with request_of(people.analyst):
        job = enqueue("tests.mark", params={"mark": "a"}, by=people.analyst)
        assert rung == []
    assert rung == [job.pk]
    assert now(job).state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_fact_leaves_no_job_and_rings_nothing(people: People, rung: list[uuid.UUID]) -> None:
    with request_of(people.analyst):
        enqueue("tests.mark", params={"mark": "a"}, by=people.analyst)
        transaction.set_rollback(True)
    with as_system():
        assert not Job.objects.exists()
    assert rung == []


@pytest.mark.parametrize("by_the_house", [True, False])
def test_one_key_is_one_job(people: People, rung: list[uuid.UUID], by_the_house: bool) -> None:
    by = None if by_the_house else people.analyst
    first = ask(by, "tests.statistics", unique_key="2026-10", mark="a")
    second = ask(by, "tests.statistics", unique_key="2026-10", mark="a")
    other_period = ask(by, "tests.statistics", unique_key="2026-11", mark="a")
    other_kind = ask(by, "jobs.tidy", unique_key="2026-10", period="a")
    assert first.pk == second.pk
    assert len({first.pk, other_period.pk, other_kind.pk}) == 3


def test_a_key_is_each_persons_own(people: People, rung: list[uuid.UUID]) -> None:
    mine = ask(people.analyst, "tests.mark", unique_key="k", mark="a")
    theirs = ask(people.supervisor, "tests.mark", unique_key="k", mark="a")
    assert mine.pk != theirs.pk


def test_asking_again_for_what_failed_puts_it_back(people: People, rung: list[uuid.UUID]) -> None:
    job = ask(people.analyst, "tests.mark", unique_key="k", mark="a")
    fail_by_hand(job)
    again = ask(people.analyst, "tests.mark", unique_key="k", mark="a")
    assert again.pk == job.pk
    assert (again.state, again.attempt, again.error) == (State.QUEUED, 0, "")
    assert now(job).state == State.QUEUED


def test_the_house_asks_again_for_what_failed_only_after_a_pause(rung: list[uuid.UUID], settings: Settings) -> None:
    job = ask(None, "tests.statistics", unique_key="2026-10", mark="a")
    fail_by_hand(job)
    assert ask(None, "tests.statistics", unique_key="2026-10", mark="a").state == State.FAILED
    settings.JOBS_FAILED_PAUSE_SECONDS = 0
    assert ask(None, "tests.statistics", unique_key="2026-10", mark="a").state == State.QUEUED


def fail_by_hand(job: Job) -> None:
    with as_system():
        Job.objects.filter(pk=job.pk).update(
            state=State.FAILED, attempt=3, error="unexpected", finished_at=timezone.now()
        )


@pytest.mark.parametrize("value", ["Petra Possible", "p@example.org", "Peña", "two\nlines", ["Petra Possible"]])
def test_no_name_in_what_the_work_is_told(people: People, value: object) -> None:
    with request_of(people.analyst), pytest.raises(ValueError, match="not an id") as refused:
        enqueue("tests.mark", params={"mark": value}, by=people.analyst)
    assert str(value) not in str(refused.value)


def test_an_unknown_kind_is_a_mistake_of_ours(people: People) -> None:
    with request_of(people.analyst), pytest.raises(KeyError):
        enqueue("tests.unheard_of", params={}, by=people.analyst)


def test_nobody_cannot_ask_for_work_that_runs_as_a_person() -> None:
    with request_of(None), pytest.raises(ValueError, match="nobody does"):
        enqueue("tests.mark", params={"mark": "a"}, by=None)


def test_a_request_cannot_ask_in_the_name_of_the_house_or_of_another(people: People, rung: list[uuid.UUID]) -> None:
    for by in (None, people.supervisor):
        with pytest.raises(ProgrammingError, match="row-level security"), request_of(people.analyst):
            enqueue("tests.statistics", params={"mark": "a"}, by=by)


def test_the_wall_hides_other_peoples_jobs(people: People, rung: list[uuid.UUID]) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    with request_of(people.supervisor):
        assert not Job.objects.filter(pk=job.pk).exists()
        assert Job.objects.filter(pk=job.pk).update(state=State.DONE) == 0
    with request_of(people.analyst):
        assert Job.objects.filter(pk=job.pk).exists()
        assert Job.objects.filter(pk=job.pk).delete()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_tried_once_and_nothing_is_lost(
    people: People, knocks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    job = ask(people.analyst, "tests.mark", mark="a")
    assert knocks == [0.5], "kombu left to itself tries three times, with pauses between"
    assert now(job).state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_a_silent_broker_is_waited_for_once(
    people: People, knocks: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It accepts the connection and never answers; the first bell waits for the timeout, the next ones do not ring."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        first = ask(people.analyst, "tests.mark", mark="a")
        assert knocks == [0.5]
        others = [ask(people.analyst, "tests.mark", mark="a") for _ in range(5)]
    assert knocks == [0.5], "one timeout, and not one for each"
    assert {now(job).state for job in [first, *others]} == {State.QUEUED}


@pytest.mark.django_db(transaction=True)
def test_after_a_while_it_is_tried_again(
    people: People, knocks: list[float], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    settings.JOBS_BELL_PAUSE_SECONDS = 0
    for _ in range(2):
        ask(people.analyst, "tests.mark", mark="a")
    assert knocks == [0.5, 0.5]


@pytest.mark.django_db(transaction=True)
def test_the_bell_carries_the_id_and_nothing_else(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, list[str], str]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, queue, **_: sent.append((name, args, queue)))
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "memory://")
    job = ask(people.analyst, "tests.mark", mark="a")
    house = ask(None, "tests.statistics", mark="a")
    assert sent == [(bell.TASK, [str(job.pk)], "asked"), (bell.TASK, [str(house.pk)], "house")]
