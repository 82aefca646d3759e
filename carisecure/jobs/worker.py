"""Running one job: claim, enter as the person, work, mark done, in one transaction; or say how it failed."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone, translation

from carisecure.access import session
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.jobs import conf, kinds
from carisecure.jobs.aside import UPKEEP, Aside, second_connection, try_lock, try_turn
from carisecure.jobs.errors import ActorInactive, Argument, Cancelled, JobRefused, LockLost, TookTooLong
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.jobs.states import State
from carisecure.storage.room import is_full

logger = logging.getLogger(__name__)

LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class End:
    """How an attempt ended when it did not end well. QUEUED: it is tried again."""

    state: str
    code: str = ""
    message: str = ""
    arguments: Mapping[str, Argument] = field(default_factory=dict)


def run_job(job_id: uuid.UUID, *, in_turn: bool = False, claimed: Callable[[int], object] | None = None) -> str:
    """Run a job to one of its ends and return that end ("done", "failed", "cancelled"), "queued" where it will be tried
    again, or "skipped" where there is nothing to do: it is done already, or another worker holds its lock.

    `in_turn`: skipped too while another job of the same person runs, so that nobody's ten slow jobs take every process;
    the house counts as one person. `claimed` is told the attempt when it has begun.

    Raises nothing but what stops the worker itself.
    """
    job: Job | None = None
    try:
        with second_connection() as aside, transaction.atomic(durable=True):
            job = _claim(job_id, aside, in_turn=in_turn)
            if job is None:
                return "skipped"
            if claimed is not None:
                claimed(job.attempt)
            _work(job, aside)
    except Exception as error:  # noqa: BLE001  a work may raise anything; the person must be told, the worker goes on
        if job is None:
            # Nothing is written yet, so the row still waits; the sweeper rings when the database is back.
            logger.warning("job.not_claimed job=%s error=%s", job_id, type(error).__name__)
            return "skipped"
        return end_badly(job, error)
    logger.info("job.done job=%s kind=%s attempt=%s", job.pk, job.kind, job.attempt)
    return "done"


def _claim(job_id: uuid.UUID, aside: Aside, *, in_turn: bool) -> Job | None:
    """Take the lock for this transaction, then look, then say in the other one that it runs.

    The row itself is not locked: the work's transaction must not stand in the way of a cancel.
    """
    session.enter(None, purpose=UPKEEP, request_id=str(job_id))
    if not try_lock(job_id):
        return None
    job = Job.objects.filter(pk=job_id).first()
    if job is None or job.is_finished or (in_turn and not try_turn(job.actor_id)):
        return None
    job.attempt += 1
    if not aside.mark_running(job.pk, job.actor_id, job.attempt):
        return None
    return job


def _work(job: Job, aside: Aside) -> None:
    known = kinds.find_kind(job.kind)
    if known is None:
        raise JobRefused("unknown_kind")
    if job.attempt > conf.count("JOBS_STARTS"):
        raise JobRefused("keeps_dying")
    by = _person(job)
    running = Running(job.pk, by, job.attempt, aside)
    running.stop_if_cancelled()
    session.enter(by, purpose=known.purpose, request_id=str(job.pk))
    with translation.override(_language(job, by)):
        result = known.work(running, **job.params)
    kinds.check_ids_only(result, what="result")
    running.stop_if_cancelled()
    _mark_done(job, result)


def _language(job: Job, by: User | None) -> str:
    """Of the page on which it was asked for; rows of older versions do not say."""
    return (job.language or by.language) if by else settings.LANGUAGE_CODE


def _person(job: Job) -> User | None:
    """Read anew, so that nothing remembered from an earlier job counts."""
    if job.actor_id is None:
        return None
    person = User.objects.select_related("agency").get(pk=job.actor_id)
    if not (person.is_active and person.agency.is_active):
        raise ActorInactive
    return person


def _mark_done(job: Job, result: dict[str, object]) -> None:
    """In the work's own transaction: either both are there, the result and the word done, or neither."""
    marked = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt).update(
        state=State.DONE, result=result, finished_at=timezone.now(), error="", arguments={}, message=""
    )
    if not marked:
        raise LockLost


def ending(error: Exception, attempt: int) -> End:
    """What becomes of the job after this exception. Messages of exceptions that are not ours may carry contents: they
    are dropped.
    """
    if isinstance(error, Cancelled):
        return End(State.CANCELLED)
    if isinstance(error, JobRefused):
        return End(State.FAILED, error.code, arguments=error.arguments)
    if isinstance(error, TransitionRefused):
        return End(State.FAILED, "refused", str(error)[:LONGEST_MESSAGE])
    if isinstance(error, LockLost):
        return End(State.QUEUED, "lock_lost")  # written only if, after all, nobody else has it
    if isinstance(error, OperationalError | InterfaceError):
        return End(State.QUEUED if attempt < conf.count("JOBS_DATABASE_TRIES") else State.FAILED, "database")
    if is_full(error):
        return End(State.FAILED, "no_room")
    for kind_of_error, code in (
        (ActorInactive, "person_inactive"),
        (NotPermitted, "not_permitted"),
        (NotVisible, "not_visible"),
        (TookTooLong, "too_long"),
    ):
        if isinstance(error, kind_of_error):
            return End(State.FAILED, code)
    return End(State.FAILED, "unexpected")


def end_badly(job: Job, error: Exception) -> str:
    """The work is rolled back; say so in a small transaction of its own.

    Only if the row is still in this attempt: between the rollback and now the sweeper may have given it to another.
    """
    end = ending(error, job.attempt)
    detail = {"job": job.pk, "kind": job.kind, "attempt": job.attempt, "code": end.code}
    unexpected = error if end.code == "unexpected" else None
    logger.log(
        logging.ERROR if unexpected else logging.INFO,
        "job.%s job=%s kind=%s attempt=%s code=%s", end.state, *detail.values(), exc_info=unexpected,
    )  # fmt: skip
    try:
        with transaction.atomic():
            person = User.objects.filter(pk=job.actor_id).first() if job.actor_id else None
            session.enter(person, purpose=UPKEEP, request_id=str(job.pk))
            _mark_ended(job, end)
            if isinstance(error, NotPermitted):
                record("refused.not_permitted", object_id=error.target, detail={**detail, "action": error.action})
            elif isinstance(error, NotVisible):
                record("refused.not_visible", detail=detail)
    except DatabaseError as fault:
        # The row says running and its lock is free: the sweeper finds it.
        logger.warning("job.end_not_written job=%s error=%s", job.pk, type(fault).__name__)
    return end.state


def _mark_ended(job: Job, end: End) -> None:
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt).update(
        state=end.state,
        error=end.code,
        arguments=dict(end.arguments),
        message=end.message,
        finished_at=None if end.state == State.QUEUED else now,
        **({"queued_at": now} if end.state == State.QUEUED else {}),
    )
