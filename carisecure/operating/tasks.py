"""What beat has the workers do for the installation's own sake: a sign of life each, and a look around.

Plain Celery tasks like sealing, not jobs: a job's rows would be three lines of the access log for each look.
"""

from __future__ import annotations

import logging

from django.db import Error as DatabaseFault

from carisecure.celery import app
from carisecure.operating import alarms, alive, conditions, pulses
from carisecure.operating.models import Kind

logger = logging.getLogger(__name__)


@app.task(name="operating.worker_lives", ignore_result=True)
def worker_lives() -> None:
    """Rung into the queue of what people asked for. While every process computes, `jobs.apart` says it for them."""
    alive.touch(Kind.WORKER)
    pulses.beat_if_possible(Kind.WORKER)


@app.task(name="operating.look", ignore_result=True)
def look() -> None:
    """The house gives its sign of life, and looks at what costs next to nothing."""
    alive.touch(Kind.HOUSE)
    if pulses.beat_if_possible(Kind.HOUSE):
        _look_around(conditions.QUICK)


@app.task(name="operating.look_closely", ignore_result=True)
def look_closely() -> None:
    """Everything, the certificate and the mail server included."""
    _look_around(conditions.ALL)


def _look_around(which: tuple[conditions.Condition, ...]) -> None:
    try:
        alarms.look_around(which)
    except DatabaseFault as fault:
        logger.warning("operating.not_looked error=%s", type(fault).__name__)
