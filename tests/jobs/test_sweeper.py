"""What is lost is found: jobs whose bell nobody heard, and jobs whose worker is dead."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from carisecure.jobs import aside, bell, sweeper, worker
from carisecure.jobs.models import Job
from carisecure.jobs.operations import cancel
from carisecure.jobs.states import State
from tests.jobs.asking import ask, marks, now, request_of
from tests.jobs.processes import PATIENCE_SECONDS
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def change(job: Job, **values: Any) -> None:
    with as_system():
        Job.objects.filter(pk=job.pk).update(**values)


def test_only_what_has_waited_long_is_rung_again(people: People, rung: list[uuid.UUID]) -> None:
    old, _new = (ask(people.analyst, "tests.mark", mark="a") for _ in range(2))
    change(old, queued_at=timezone.now() - timedelta(minutes=1))
    rung.clear()
    assert sweeper.sweep() == 1
    assert rung == [old.pk]


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_is_rung_again_and_done_once(people: People, rung: list[uuid.UUID]) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    change(job, state=State.RUNNING, attempt=1, started_at=timezone.now())  # as a worker leaves it that was killed
    assert sweeper.lost_jobs() == [job.pk]
    assert [worker.run_job(job.pk), worker.run_job(job.pk)] == ["done", "skipped"]
    assert sweeper.lost_jobs() == []
    assert (marks("a"), now(job).attempt) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_living_workers_job_is_left_alone(people: People, rung: list[uuid.UUID]) -> None:
    job = ask(people.analyst, "tests.slow", mark="a")

    def work() -> None:
        worker.run_job(job.pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while now(job).state != State.RUNNING:
        assert thread.is_alive()
    assert sweeper.lost_jobs() == []
    with request_of(people.analyst):
        cancel(job=job, by=people.analyst)
    thread.join(PATIENCE_SECONDS)
    assert now(job).state == State.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_job_cancelled_while_its_worker_died_is_not_done(people: People, rung: list[uuid.UUID]) -> None:
    job = ask(people.analyst, "tests.mark", mark="a")
    change(job, state=State.RUNNING, attempt=1, cancel_requested_at=timezone.now())
    assert worker.run_job(job.pk) == "cancelled"
    assert marks("a") == 0


def test_a_long_queue_is_rung_for_in_parts_the_oldest_first(
    people: People, rung: list[uuid.UUID], settings: Settings
) -> None:
    settings.JOBS_SWEEP_AT_MOST = 2
    jobs = [ask(people.analyst, "tests.mark", mark="a") for _ in range(3)]
    for minutes, job in enumerate(jobs, start=1):
        change(job, queued_at=timezone.now() - timedelta(minutes=minutes))
    rung.clear()
    assert sweeper.sweep() == 2
    assert rung == [jobs[2].pk, jobs[1].pk]


@pytest.mark.django_db(transaction=True)
def test_a_worker_cut_off_from_the_database_lets_go(people: People, rung: list[uuid.UUID]) -> None:
    """Its transaction is gone and it does not know yet; another does the job, and the first stops at its next chunk."""
    job = ask(people.analyst, "tests.slow", mark="a")
    ends: list[str] = []

    def work() -> None:
        ends.append(worker.run_job(job.pk))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    while getattr(now(job), "progress", None) is None:
        assert thread.is_alive()
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory'"
            " and database = (select oid from pg_database where datname = current_database())"  # not another process's
        )
        assert cursor.fetchone() == (1,)
    while not sweeper.lost_jobs():
        assert thread.is_alive()
    assert worker.run_job(job.pk) == "done"
    thread.join(PATIENCE_SECONDS)
    assert ends == ["queued"]
    assert (now(job).state, now(job).attempt, marks("a")) == (State.DONE, 2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_house", [False, True])
def test_what_waits_for_another_job_of_the_same_person_is_not_rung_for(
    people: People, rung: list[uuid.UUID], is_house: bool
) -> None:
    """It would be skipped again and again; whoever does the one before rings for it."""
    actor = None if is_house else people.analyst
    running, waiting = (ask(actor, "tests.statistics", mark="a") for _ in range(2))
    other = ask(people.investigator if is_house else None, "tests.statistics", mark="b")
    for job in (waiting, other):
        change(job, queued_at=timezone.now() - timedelta(minutes=1))
    change(running, state=State.RUNNING, attempt=1)
    with request_of(None):
        assert aside.try_lock(running.pk)
        assert aside.try_turn(actor.pk if actor else None)
        rows = _in_another_connection(sweeper.lost_jobs)
    assert rows == [other.pk]
    assert set(sweeper.lost_jobs()) == {running.pk, waiting.pk, other.pk}


def _in_another_connection(ask_there: Callable[[], list[uuid.UUID]]) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []

    def look() -> None:
        found.extend(ask_there())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    return found


def test_the_houses_jobs_are_rung_for_in_a_queue_of_their_own(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    queues: dict[str, list[uuid.UUID]] = {}

    def ring_all(job_ids: list[uuid.UUID], *, queue: str, expires: float | None = None) -> bool:
        queues.setdefault(queue, []).extend(job_ids)
        return True

    monkeypatch.setattr(bell, "ring_all", ring_all)
    own, house = ask(people.analyst, "tests.mark", mark="a"), ask(None, "tests.statistics", mark="b")
    for job in (own, house):
        change(job, queued_at=timezone.now() - timedelta(minutes=1))
    sweeper.sweep()
    assert queues == {"house": [house.pk], "asked": [own.pk]}
    assert [settings.CELERY_TASK_ROUTES[name]["queue"] for name in ("jobs.sweep", "jobs.ask_due", "audit.seal")] == [
        "house"
    ] * 3
