"""A real worker, killed in the middle of the figures: they are counted once, by the next one, without a click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from carisecure.jobs.states import State
from reports.figures.models import ReportRun
from tests import server
from tests.jobs.asking import now, request_of
from tests.jobs.processes import Workers, private_redis, until
from tests.people import People
from tests.reports.conftest import RunJob
from tests.reports.made import ask_run, job_of, make_collection
from tests.roles import as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def workers(people: People, tmp_path: Path) -> Iterator[Workers]:
    with private_redis() as redis:
        own = Workers(redis, tmp_path / "worker.log", tmp_path / "files")
        try:
            yield own
        finally:
            own.kill_all()


def test_a_killed_worker_leaves_the_figures_to_the_next(people: People, workers: Workers, work: RunJob) -> None:
    with request_of(people.analyst):
        collection = make_collection(people.analyst, work)
    with request_of(people.analyst):
        run = ask_run(people.analyst, collection)
        job = job_of(run)
    blocker = psycopg2.connect(server.address(str(connection.settings_dict["NAME"])))
    with blocker.cursor() as cursor:
        cursor.execute(
            "lock table reports_referencerecord in access exclusive mode"
        )  # the counting waits in the middle
    first = workers.start()
    until(lambda: now(job).state == State.RUNNING)
    workers.kill(first)
    blocker.rollback()
    blocker.close()
    assert now(job).state == State.RUNNING
    workers.start()
    until(lambda: now(job).is_finished)
    ended = now(job)
    assert (ended.state, ended.attempt) == (State.DONE, 2)
    with as_system():
        counted = ReportRun.objects.get()
        assert counted.is_counted
        assert ended.result == {"sha256": counted.sha256}
