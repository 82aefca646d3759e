"""A real worker is killed in the middle of bringing a register in: nothing of it stands; the next one does it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.db import connection, transaction

from carisecure.jobs.states import State
from cases.exploitation.models import Exploitation
from cases.record.models import Case
from cases.registers.models import RegisterBatch, RegisterPart, RegisterState
from cases.registers.operations.committing import ask_commit
from prosecutions.record.models import Prosecution
from tests import server
from tests.cases.registers.second_register import TOTALS, build
from tests.cases.registers.test_bring_in import THINGS, checked
from tests.jobs.asking import now, request_of
from tests.jobs.processes import Workers, private_redis, until
from tests.people import People
from tests.reports.conftest import RunJob, as_person
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


@contextmanager
def held_up() -> Iterator[Callable[[], bool]]:
    """Whoever writes what came in waits: its cases are written by then. Gives: does somebody wait?"""
    table = RegisterPart._meta.db_table
    with closing(psycopg2.connect(server.address(str(connection.settings_dict["NAME"])))) as own:
        cursor = own.cursor()
        cursor.execute(f"lock table {table} in share mode")

        def is_waited_for() -> bool:
            cursor.execute("select from pg_locks where relation = %s::regclass and not granted", [table])
            return cursor.rowcount > 0

        yield is_waited_for


def standing() -> tuple[int, int, int]:
    with as_system():
        return Case.objects.count(), Prosecution.objects.count(), Exploitation.objects.count()


def test_a_killed_commit_leaves_nothing_and_is_done_once_by_the_next(
    people: People, work: RunJob, workers: Workers, tmp_path: Path
) -> None:
    build(tmp_path / "second.xlsx")
    with transaction.atomic():
        batch = checked(as_person(people.supervisor), people, work, tmp_path / "second.xlsx")
    with request_of(people.supervisor):
        job = ask_commit(batch=batch, seen=batch.rows_digest, by=people.supervisor)
    with held_up() as is_waited_for:
        first = workers.start()
        until(is_waited_for)
        assert (now(job).state, now(job).attempt) == (State.RUNNING, 1)
        workers.kill(first)
    assert standing() == (0, 0, 0)

    workers.start()  # nobody clicks: it sweeps when it is ready
    until(lambda: now(job).is_finished)
    ended = now(job)
    assert (ended.state, ended.attempt, (ended.result or {})["things"]) == (State.DONE, 2, THINGS)
    assert standing() == (sum(TOTALS.reports.values()), TOTALS.accused, sum(TOTALS.victims.values()))
    with as_system():
        assert RegisterBatch.objects.get(pk=batch.pk).state == RegisterState.COMMITTED
