"""Ringing the bell: telling Celery that a job waits. Nothing depends on its being heard; the sweeper rings again."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from carisecure.celery import app
from carisecure.jobs import conf

if TYPE_CHECKING:
    from carisecure.jobs.models import Job

logger = logging.getLogger(__name__)

TASK = "jobs.run"
# What somebody asked for, and what the house needs itself: two queues, so that neither waits behind the other.
ASKED, HOUSE = "asked", "house"

_silent_until = float("-inf")


def queue_of(job: Job) -> str:
    """Which queue a job waits in."""
    return HOUSE if job.actor_id is None else ASKED


def ring(job: Job) -> bool:
    """Ring for one job, from a request. False where nobody could be reached: the row waits, the sweeper rings later.

    A Redis that accepts and says nothing costs the timeout; so after a failure this process is silent for a while.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    heard = ring_all([job.pk], queue=queue_of(job))
    _silent_until = float("-inf") if heard else time.monotonic() + conf.seconds("JOBS_BELL_PAUSE_SECONDS")
    return heard


def ring_all(job_ids: Iterable[uuid.UUID], *, queue: str, expires: float | None = None) -> bool:
    """Ring for many over one connection; those that nobody heard after `expires` seconds are dropped by Celery.

    The connection is made anew: one kept from before a restart of Redis would fail first, and only then reconnect.
    """
    timeout = conf.seconds("JOBS_BELL_TIMEOUT_SECONDS")
    # max_retries: kombu would try for four seconds more before it tells us (measured: 6 s, and 7.5 s on a silent one).
    options = {"socket_timeout": timeout, "socket_connect_timeout": timeout, "max_retries": 0}
    try:
        with app.connection_for_write(transport_options=options) as connection:
            for job_id in job_ids:
                app.send_task(
                    TASK, args=[str(job_id)], queue=queue, connection=connection, retry=False, ignore_result=True,
                    expires=expires,
                )  # fmt: skip
    except Exception as error:  # noqa: BLE001  whatever a broker can raise, the fact is saved and the person goes on
        logger.warning("job.bell_not_heard error=%s", type(error).__name__)
        return False
    return True
