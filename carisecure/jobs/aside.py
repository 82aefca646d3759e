"""What must be seen while the work's transaction is open: a second connection, and the lock that says who is alive.

The connection belongs to no alias of Django's, so no queryset can wander onto it. Each of its transactions is short and
enters as the house's upkeep, because the settings of `carisecure.enter` end with their transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from carisecure.jobs.models import lock_key, turn_key
from carisecure.jobs.states import State

# The purpose from `access.session.SYSTEM_PURPOSES` under which workers look after the rows of jobs.
UPKEEP = "maintenance"


class Standing(NamedTuple):
    """Whether a running work may go on."""

    cancel_requested: bool
    actor_may_act: bool
    is_ours: bool  # False: our connection was lost, and the sweeper has given the job to another


class Aside:
    """The second connection of one running job. Raises django.db.Error like any other."""

    def __init__(self, wrapper: BaseDatabaseWrapper) -> None:
        self._wrapper = wrapper

    @contextmanager
    def _transaction(self, job_id: uuid.UUID, actor_id: uuid.UUID | None) -> Iterator[Any]:
        with self._wrapper.cursor() as cursor:
            cursor.execute("begin")
            try:
                cursor.execute("select carisecure.enter(%s, %s, %s)", [actor_id, UPKEEP, str(job_id)])
                yield cursor
            except BaseException:
                cursor.execute("rollback")
                raise
            cursor.execute("commit")

    def mark_running(self, job_id: uuid.UUID, actor_id: uuid.UUID | None, attempt: int) -> bool:
        """Say that this attempt has begun; False where the job was cancelled or taken meanwhile."""
        with self._transaction(job_id, actor_id) as cursor:
            cursor.execute(
                "update jobs_job set state = %s, attempt = %s, started_at = %s"
                " where id = %s and state in (%s, %s) and attempt = %s",
                [State.RUNNING, attempt, timezone.now(), job_id, State.QUEUED, State.RUNNING, attempt - 1],
            )
            return bool(cursor.rowcount == 1)

    def progress(self, job_id: uuid.UUID, done: int, total: int | None, note: str) -> None:
        with self._wrapper.cursor() as cursor:  # one statement on a table without policies: no transaction needed
            cursor.execute(
                "insert into jobs_jobprogress (job_id, done, total, note, at) values (%s, %s, %s, %s, %s)"
                " on conflict (job_id) do update set done = excluded.done, total = excluded.total,"
                " note = excluded.note, at = excluded.at",
                [job_id, done, total, note, timezone.now()],
            )

    def ask(self, job_id: uuid.UUID, attempt: int) -> Standing:
        """Asked here, because the work's own transaction may read from a frozen snapshot."""
        with self._transaction(job_id, None) as cursor:
            cursor.execute(
                "select j.cancel_requested_at is not null, j.actor_id is null or (u.is_active and a.is_active),"
                " j.state = %s and j.attempt = %s"
                " from jobs_job j left join accounts_user u on u.id = j.actor_id"
                " left join accounts_agency a on a.id = u.agency_id where j.id = %s",
                [State.RUNNING, attempt, job_id],
            )
            row = cursor.fetchone()
        return Standing(*row) if row else Standing(True, False, False)


@contextmanager
def second_connection() -> Iterator[Aside]:
    """A connection of our own to the same database, closed at the end; opening one takes some milliseconds."""
    wrapper = connections["default"].copy()
    try:
        yield Aside(wrapper)
    finally:
        wrapper.close()


def try_lock(job_id: uuid.UUID) -> bool:
    """Take the job's lock until the end of this transaction; False where somebody else holds it.

    A worker whose machine is gone says no good-bye: the server is told to ask after a minute at most, and then lets go
    of the lock (over a local socket there is nothing to ask). That a process was ended in the middle of a statement is
    noticed within a second, and not when the statement is through.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tcp_keepalives_idle', '30', true), set_config('tcp_keepalives_interval', '10', true),"
            " set_config('tcp_keepalives_count', '3', true),"
            " set_config('client_connection_check_interval', '1000', true)"
        )
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [lock_key(job_id)])
        return bool(cursor.fetchone()[0])


def try_turn(actor_id: uuid.UUID | None) -> bool:
    """Take the person's turn until the end of this transaction; False while another job of theirs has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [turn_key(actor_id)])
        return bool(cursor.fetchone()[0])


def locked_keys() -> set[int]:
    """The keys of all advisory locks held in this database. Looking takes none, so it never disturbs a claim."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (classid::bigint << 32) | objid::bigint from pg_locks"
            " where locktype = 'advisory' and objsubid = 1 and granted"
            " and database = (select oid from pg_database where datname = current_database())"
        )
        return {int(row[0]) for row in cursor.fetchall()}
