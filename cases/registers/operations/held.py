"""How an operation takes a batch, and how work on it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.owned import Locked
from carisecure.importing.refusals import TOO_LATE
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from carisecure.jobs.running import Running
from carisecure.storage import keeping
from cases.registers.models import RegisterBatch
from cases.registers.reading import ACTION

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def held(batch: RegisterBatch, by: User, *, becoming: str = "") -> RegisterBatch:
    """The batch, authorised and locked, if it may still become this. Raises NotPermitted, NotVisible, TransitionRefused
    (too late, or work on it waits or runs).

    The lock is never waited for: a work holds the row until it ends, and so would whoever waits for it in a page.
    """
    policy.require(by, ACTION)
    under_way = _("This file is being worked on. Wait for that to finish, or stop it.")
    found: RegisterBatch = RegisterBatch.objects.fetch(by, ACTION, batch.pk)
    if found.job_id and Job.objects.of(by).unfinished().filter(pk=found.job_id).exists():
        raise TransitionRefused(under_way)
    try:
        found = RegisterBatch.objects.fetch(by, ACTION, batch.pk, lock=True, wait=False)
    except Locked:
        raise TransitionRefused(under_way) from None
    if becoming and found.state != becoming and not found.may_become(becoming):
        raise TransitionRefused(str(TOO_LATE) % {"state": found.get_state_display()})
    return found


def ask(kind: str, batch: RegisterBatch, by: User) -> Job:
    """Have work done on a batch that is locked."""
    job = enqueue(kind, params={"batch_id": str(batch.pk)}, by=by)
    RegisterBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def taken(running: Running, batch_id: str, *, becoming: str) -> RegisterBatch:
    """How a work takes its batch: authorised, locked, and the file as it was sent. Raises NotVisible, JobRefused."""
    policy.require(running.person, ACTION)
    batch: RegisterBatch = RegisterBatch.objects.fetch(running.person, ACTION, batch_id, lock=True)
    if not batch.may_become(becoming):
        raise JobRefused("register.too_late", state=batch.state)
    if not keeping.is_unchanged(batch.path, batch.sha256):
        raise JobRefused("file_changed")
    return batch
