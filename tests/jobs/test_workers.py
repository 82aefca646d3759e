"""Real workers on a real Redis: what a kill -9 and a stopped Redis do to a job."""

from __future__ import annotations

import pytest
from django.db import connection

from carisecure.embedded import database
from carisecure.jobs.states import State
from tests.jobs.asking import ask, marks, now
from tests.jobs.processes import Redis, Workers, until
from tests.people import People

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# What beat says without a Redis: before it has spoken to it for the first time, and after that.
BEAT_MISSES_IT = ("beat: Connection error", "Message Error: Couldn't apply scheduled task jobs.sweep")


def test_a_killed_workers_job_is_finished_once_by_the_next(people: People, workers: Workers) -> None:
    first = workers.start()
    job = ask(people.analyst, "tests.slow", mark="a")
    until(lambda: getattr(now(job), "progress", None) is not None)
    assert (now(job).state, marks("a")) == (State.RUNNING, 0)
    workers.kill(first)
    # Nobody clicks: the next worker sweeps when it is ready.
    workers.start()
    until(lambda: now(job).is_finished)
    ended = now(job)
    assert (ended.state, ended.attempt, ended.result) == (State.DONE, 2, {"mark": "a"})
    assert marks("a") == 1
    assert "Petra" not in workers.log.read_text()


def test_with_redis_down_a_job_is_saved_at_once_and_done_when_it_is_back(
    people: People, workers: Workers, redis: Redis, knocks: list[float]
) -> None:
    workers.start(beat=True)
    warm = ask(people.analyst, "tests.mark", mark="warm")
    until(lambda: now(warm).state == State.DONE)

    said = len(workers.log.read_text())
    redis.stop()
    knocks.clear()
    jobs = [ask(people.analyst, "tests.mark", mark="down") for _ in range(20)]
    assert len(knocks) == 1, "given up after the first"
    # Both miss it, the worker and the beat that would have it sweep, and must live through that.
    until(lambda: "consumer: Cannot connect" in workers.log.read_text()[said:])
    until(lambda: any(words in workers.log.read_text()[said:] for words in BEAT_MISSES_IT))
    assert {now(job).state for job in jobs} == {State.QUEUED}

    redis.start()
    until(lambda: all(now(job).state == State.DONE for job in jobs))
    assert marks("down") == 20
    assert {now(job).attempt for job in jobs} == {1}


def test_a_failing_work_says_nothing_about_anybody_in_the_workers_log(people: People, workers: Workers) -> None:
    workers.start()
    job = ask(people.analyst, "tests.fail", mark="a")
    until(lambda: now(job).is_finished)
    assert now(job).error == "unexpected"
    until(lambda: f"job.failed job={job.pk}" in workers.log.read_text())
    log = workers.log.read_text()
    assert "ZeroDivisionError" in log
    assert "Petra" not in log
    assert people.analyst.full_name not in log


def test_a_bell_is_heard_without_the_sweeper(people: People, workers: Workers) -> None:
    workers.start()
    until(lambda: "Task jobs.sweep" in workers.log.read_text())  # the only sweep: there is no beat
    job = ask(people.analyst, "tests.mark", mark="a")
    until(lambda: now(job).state == State.DONE)


def test_a_worker_that_waits_holds_no_session_of_the_database(people: People, workers: Workers) -> None:
    workers.start(processes=2)
    job = ask(people.analyst, "tests.mark", mark="a")
    until(lambda: now(job).state == State.DONE)
    until(lambda: _sessions_of_others() == 0)


def _sessions_of_others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = %s"
            " and pid <> pg_backend_pid()",
            [database.APP],
        )
        return int(cursor.fetchone()[0])
