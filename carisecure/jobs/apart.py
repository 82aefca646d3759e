"""Running one job in a process of its own, and ending that process where it must end.

A computation that never looks whether it may go on (a loop, a sort, a call into C) cannot be ended from inside; so what
computes and what watches are two processes. The child is forked from the worker's: it works in a transaction of its own
and ends with it, and what it held in memory goes back to the machine. The watcher asks the database every second, and
kills the child when its time is over, or when somebody has stopped the job and it did not stop by itself. Killed, its
connection closes and PostgreSQL rolls back; then the watcher says in the row how it ended. The watcher's own task ends
well, so that Celery hands nothing out again. Should the watcher die, the kernel kills the child with it, and the job is
tried again as any other that lost its worker.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
import uuid
from contextlib import suppress
from typing import NoReturn

from django.db import DatabaseError, connections, transaction

from carisecure import logs
from carisecure.access import session
from carisecure.embedded.children import die_with_parent
from carisecure.jobs import bell, conf, kinds, worker
from carisecure.jobs.aside import UPKEEP, Standing, second_connection
from carisecure.jobs.errors import ActorInactive, Cancelled, LockLost, TookTooLong
from carisecure.jobs.models import Job
from carisecure.operating import alive, pulses
from carisecure.operating.models import Kind

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
# A child that does not even get as far as claiming the job, for all that, holds a process.
CLAIM_SECONDS = 60.0
# While every process of a worker computes, none of them hears beat: the watchers say that they live.
LIVES_EVERY_SECONDS = 60.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def run_apart(job_id: uuid.UUID) -> None:
    """Run a job to one of its ends, whatever it does, and ring for the next one of the same person."""
    with logs.about(str(job_id)):
        _run_apart(job_id)


def _run_apart(job_id: uuid.UUID) -> None:
    connections.close_all()  # the child must not inherit one: two processes would speak on it
    reader, writer = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _work(job_id, writer, parent)
    os.close(writer)
    watch = _Watch(job_id, child, reader)
    try:
        watch.until_it_ends()
    finally:
        watch.kill()
        os.close(reader)
        connections.close_all()
    _ring_for_the_next(watch.job)


def _work(job_id: uuid.UUID, writer: int, parent: int) -> NoReturn:
    """The child. It leaves by `_exit`: nothing that the worker has registered for its own end is the child's."""
    try:
        die_with_parent(signal.SIGKILL)
        if os.getppid() == parent:
            for sign in _SIGNALS:
                signal.signal(sign, signal.SIG_DFL)
            worker.run_job(job_id, in_turn=True, claimed=lambda attempt: os.write(writer, b"%d\n" % attempt))
            connections.close_all()
    except BaseException as error:
        logger.error("job.child_failed job=%s error=%s", job_id, type(error).__name__)
        raise
    finally:
        logging.shutdown()
        os._exit(0)


class _Watch:
    """Looks after one child until it is gone."""

    def __init__(self, job_id: uuid.UUID, child: int, reader: int) -> None:
        self.job_id, self.child, self.reader = job_id, child, reader
        self.is_there = True
        self.job: Job | None = None  # from when the child has claimed it
        self.begun = self.lived = time.monotonic()
        self.stop_since: float | None = None

    def until_it_ends(self) -> None:
        while not self._is_gone():
            if select.select([self.reader], [], [], LOOK_EVERY_SECONDS)[0]:
                self._listen()
            self._live()
            reason = self._must_end()
            if reason is not None:
                self.kill()
                self._say(reason)

    def _live(self) -> None:
        if self.job is not None and time.monotonic() - self.lived >= LIVES_EVERY_SECONDS:
            self.lived = time.monotonic()
            kind = Kind.HOUSE if bell.queue_of(self.job) == bell.HOUSE else Kind.WORKER
            alive.touch(kind)
            pulses.beat_if_possible(kind)

    def kill(self) -> None:
        if self.is_there:
            with suppress(ProcessLookupError):
                os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.is_there = False

    def _is_gone(self) -> bool:
        if self.is_there and os.waitpid(self.child, os.WNOHANG)[0]:
            self.is_there = False
        return not self.is_there

    def _listen(self) -> None:
        """The child says which attempt it has begun, once; the end of what it says is its own end."""
        said = os.read(self.reader, 64)
        if not said:
            os.waitpid(self.child, 0)
            self.is_there = False
            return
        with suppress(DatabaseError), transaction.atomic():
            session.enter(None, purpose=UPKEEP, request_id=str(self.job_id))
            self.job = Job.objects.filter(pk=self.job_id, attempt=int(said)).first()

    def _must_end(self) -> Exception | None:
        """Why the child must end now, or None. A database that does not answer stops nobody; the clock does."""
        if not self.is_there:
            return None
        spent = time.monotonic() - self.begun
        if self.job is None:
            return LockLost() if spent > CLAIM_SECONDS else None
        if spent > kinds.time_limit(self.job.kind):
            return TookTooLong()
        try:
            with second_connection() as aside:
                reason = _reason(aside.ask(self.job_id, self.job.attempt))
        except DatabaseError:
            return None
        if reason is None or isinstance(reason, LockLost):
            return None  # done at this moment, or another's: the child finds out by itself, or its time runs out
        self.stop_since = self.stop_since or time.monotonic()
        waited = time.monotonic() - self.stop_since
        return reason if waited >= conf.seconds("JOBS_STOP_GRACE_SECONDS") else None

    def _say(self, reason: Exception) -> None:
        logger.warning("job.ended_by_force job=%s reason=%s", self.job_id, type(reason).__name__)
        if self.job is not None:
            worker.end_badly(self.job, reason)


def _reason(standing: Standing) -> Exception | None:
    if not standing.is_ours:
        return LockLost()
    if not standing.actor_may_act:
        return ActorInactive()
    return Cancelled() if standing.cancel_requested else None


def _ring_for_the_next(job: Job | None) -> None:
    """One person's jobs run one after the other; a bell for one that had to wait was rung in vain."""
    if job is None:
        return
    waiting: Job | None = None
    with suppress(DatabaseError), transaction.atomic():
        session.enter(None, purpose=UPKEEP)
        waiting = Job.objects.waiting_of(job.actor_id).first()
    connections.close_all()
    if waiting is not None:
        bell.ring_all([waiting.pk], queue=bell.queue_of(waiting))
