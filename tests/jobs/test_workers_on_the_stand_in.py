"""Where a machine has no Redis, fakeredis rings: the same workers, the same jobs, through its server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carisecure.embedded import redis_server
from carisecure.jobs.states import State
from tests.jobs.asking import ask, marks, now
from tests.jobs.processes import Redis, Workers, private_redis, until
from tests.people import People

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    with private_redis(redis_server._stand_in()) as running:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", running.address)  # this process rings there too
        yield running


@pytest.fixture
def workers(people: People, redis: Redis, tmp_path: Path) -> Iterator[Workers]:
    own = Workers(redis, tmp_path / "worker.log", tmp_path / "files")
    try:
        yield own
    finally:
        own.kill_all()


def test_a_job_is_heard_done_and_finished_by_the_next_worker_after_a_kill(people: People, workers: Workers) -> None:
    first = workers.start()
    until(lambda: "Task jobs.sweep" in workers.log.read_text())  # the only sweep: there is no beat
    heard = ask(people.analyst, "tests.mark", mark="heard")
    until(lambda: now(heard).state == State.DONE)

    held = ask(people.analyst, "tests.slow", mark="held")
    until(lambda: getattr(now(held), "progress", None) is not None)
    workers.kill(first)
    workers.start()
    until(lambda: now(held).is_finished)
    assert (now(held).state, now(held).attempt) == (State.DONE, 2)
    assert (marks("heard"), marks("held")) == (1, 1)


def test_jobs_asked_for_while_it_was_gone_are_done_when_it_is_back(
    people: People, workers: Workers, redis: Redis, knocks: list[float]
) -> None:
    workers.start(beat=True)
    warm = ask(people.analyst, "tests.mark", mark="warm")
    until(lambda: now(warm).state == State.DONE)
    redis.kill()
    jobs = [ask(people.analyst, "tests.mark", mark="down") for _ in range(5)]
    assert {now(job).state for job in jobs} == {State.QUEUED}
    redis.start()
    until(lambda: all(now(job).state == State.DONE for job in jobs))
    assert marks("down") == 5
