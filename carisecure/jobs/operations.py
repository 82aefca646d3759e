"""Asking for work, stopping it, asking again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.session import JOB
from carisecure.jobs import bell, conf, kinds
from carisecure.jobs.models import Job, JobProgress, JobQuerySet
from carisecure.jobs.states import MAY_BE_ASKED_AGAIN, State

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def enqueue(kind: str, *, params: Mapping[str, Any], by: User | None, unique_key: str | None = None) -> Job:
    """Ask for work, in the transaction of the fact that causes it; Celery is rung when that commits.

    `by` None is the house itself (under the purpose maintenance or statistics; the wall refuses it to a request).
    With a `unique_key`, asking again gives the same job, for each person apart; one that failed or was cancelled is
    put back into the queue (a failed one of the house after JOBS_FAILED_PAUSE_SECONDS).
    Raises KeyError for an unknown kind, ValueError where `params` hold anything but ids, codes and numbers, or
    where nobody asks for work that runs as a person.
    Who may ask is decided by the operation that calls this.
    """
    if kinds.kind(kind).purpose == JOB and by is None:
        raise ValueError(f"{kind} runs as the person who asks, and nobody does")
    kinds.check_ids_only(params, what="params")
    job = Job(kind=kind, params=dict(params), actor=by, unique_key=unique_key, language=_language(by))
    with transaction.atomic():
        if unique_key is None:
            job.save(force_insert=True)
        else:
            # Waits for another transaction that inserts the same key, and then finds its row.
            Job.objects.bulk_create([job], ignore_conflicts=True)
            job = Job.objects.get(kind=kind, unique_key=unique_key, actor=by)
            if _may_begin_anew(job):
                _queue_again(job, params=dict(params))
        if job.state == State.QUEUED:
            transaction.on_commit(partial(bell.ring, job))
    return job


def cancel(*, job: Job, by: User) -> Job:
    """Stop a job: at once while it waits; while it runs at its next chunk, or within some five seconds by its process
    being ended. One that has ended stays as it is.

    Raises NotVisible for another person's job.
    """
    policy.require(by, "jobs.cancel_own")
    with transaction.atomic():
        mine = _own(job, by)
        now = timezone.now()
        stopped = mine.filter(state=State.QUEUED).update(
            state=State.CANCELLED, cancel_requested_at=now, finished_at=now
        )
        if not stopped:
            mine.filter(state=State.RUNNING, cancel_requested_at=None).update(cancel_requested_at=now)
        return mine.get()


def ask_again(*, job: Job, by: User) -> Job:
    """Put a failed or cancelled job back into the queue.

    Raises NotVisible for another person's job, TransitionRefused while it waits or runs, or when it is done.
    """
    policy.require(by, "jobs.ask_again")
    with transaction.atomic():
        # The lock makes two clicks one.
        mine = _own(job, by).select_for_update().get()
        if mine.state not in MAY_BE_ASKED_AGAIN:
            raise TransitionRefused(_("Already in progress, or finished."))
        _queue_again(mine, params=mine.params)
        transaction.on_commit(partial(bell.ring, mine))
        return mine


def _language(by: User | None) -> str:
    """That of the page; a job of the house has none of its own."""
    return (get_language() or "") if by else ""


def _own(job: Job, by: User) -> JobQuerySet:
    mine = Job.objects.of(by).filter(pk=job.pk)
    if not mine.exists():
        raise NotVisible
    return mine


def _may_begin_anew(job: Job) -> bool:
    if job.state not in MAY_BE_ASKED_AGAIN or job.finished_at is None:
        return False
    pause = timedelta(seconds=conf.seconds("JOBS_FAILED_PAUSE_SECONDS"))
    return job.actor_id is not None or timezone.now() - job.finished_at > pause


def _queue_again(job: Job, *, params: dict[str, Any]) -> None:
    """From the beginning, as if it had just been asked for; when it was first asked for is kept."""
    fresh: dict[str, Any] = {
        "state": State.QUEUED,
        "params": params,
        "attempt": 0,
        "error": "",
        "arguments": {},
        "language": _language(job.actor),
        "message": "",
        "queued_at": timezone.now(),
        "started_at": None,
        "finished_at": None,
        "cancel_requested_at": None,
    }
    JobProgress.objects.filter(job=job).delete()
    if not Job.objects.filter(pk=job.pk, state__in=MAY_BE_ASKED_AGAIN).update(**fresh):
        job.refresh_from_db()  # another asked at the same moment
        return
    for name, value in fresh.items():
        setattr(job, name, value)
