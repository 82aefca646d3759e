"""Ringing again for what was lost: bells that nobody heard, and jobs whose worker is dead."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.jobs import bell, conf
from carisecure.jobs.aside import UPKEEP, locked_keys
from carisecure.jobs.models import Job, lock_key, turn_key

logger = logging.getLogger(__name__)


def lost_jobs() -> list[uuid.UUID]:
    """Jobs that have waited too long, and running ones whose lock nobody holds; the oldest first, up to the limit.

    Not those that wait for another job of the same person: they are rung for when that ends.
    """
    return [job.pk for job in _lost()]


def _lost() -> list[Job]:
    at_most = conf.count("JOBS_SWEEP_AT_MOST")
    waiting_since = timezone.now() - timedelta(seconds=conf.seconds("JOBS_QUEUED_SECONDS"))
    with transaction.atomic():
        session.enter(None, purpose=UPKEEP)
        running = list(Job.objects.running().order_by("queued_at").only("pk", "actor_id"))
        held = locked_keys() if running else set()
        dead = [job for job in running if lock_key(job.pk) not in held]
        busy = {job.actor_id for job in running if turn_key(job.actor_id) in held}
        waiting = Job.objects.waiting_since(waiting_since).only("pk", "actor_id")
        free = waiting.exclude(actor_id__in=busy - {None})
        if None in busy:
            free = free.exclude(actor_id=None)
        return [*dead, *free[:at_most]][:at_most]


def sweep() -> int:
    """Ring for every lost job; returns for how many. One rung for nothing is skipped by the worker that hears it.

    Bells that are not heard by the second sweep from now are dropped, or a long queue would fill Redis with them.
    """
    lost = _lost()
    expires = max(60.0, 2 * conf.seconds("JOBS_SWEEP_SECONDS"))
    for queue in (bell.HOUSE, bell.ASKED):
        rung = [job.pk for job in lost if bell.queue_of(job) == queue]
        if rung:
            heard = bell.ring_all(rung, queue=queue, expires=expires)
            logger.info("job.swept count=%s queue=%s heard=%s", len(rung), queue, heard)
    return len(lost)
