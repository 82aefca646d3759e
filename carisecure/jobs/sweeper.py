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
from carisecure.jobs.models import Job, lock_key

logger = logging.getLogger(__name__)


def lost_jobs() -> list[uuid.UUID]:
    """Jobs that have waited too long, and running ones whose lock nobody holds; the oldest first, up to the limit."""
    at_most = conf.count("JOBS_SWEEP_AT_MOST")
    waiting_since = timezone.now() - timedelta(seconds=conf.seconds("JOBS_QUEUED_SECONDS"))
    with transaction.atomic():
        session.enter(None, purpose=UPKEEP)
        running = list(Job.objects.running().order_by("queued_at").values_list("pk", flat=True))
        held = locked_keys() if running else set()
        dead = [pk for pk in running if lock_key(pk) not in held]
        waiting = list(Job.objects.waiting_since(waiting_since).values_list("pk", flat=True)[:at_most])
    return [*dead, *waiting][:at_most]


def sweep() -> int:
    """Ring for every lost job; returns for how many. One rung for nothing is skipped by the worker that hears it.

    Bells that are not heard by the second sweep from now are dropped, or a long queue would fill Redis with them.
    """
    lost = lost_jobs()
    if lost:
        heard = bell.ring_all(lost, expires=max(60.0, 2 * conf.seconds("JOBS_SWEEP_SECONDS")))
        logger.info("job.swept count=%s heard=%s", len(lost), heard)
    return len(lost)
