"""Beat's own scheduler: as Celery's, and it gives a sign of life, and looks around where the house does not."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import Scheduler
from django.db import Error as DatabaseFault
from django.db import connection

from carisecure.operating import alive

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Clock(Scheduler):
    """The schedule is Celery's, in memory. What is added here never stops it."""

    _next = float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY_SECONDS
            self._look()
        return float(super().tick(*args, **kwargs))

    def _look(self) -> None:
        from carisecure.operating import alarms, pulses
        from carisecure.operating.conditions import life
        from carisecure.operating.models import Kind

        alive.touch(Kind.BEAT)
        try:
            pulses.beat_if_possible(Kind.BEAT)
            if life.is_silent(Kind.HOUSE):
                alarms.look_around()
        except DatabaseFault as fault:
            logger.warning("clock.not_looked error=%s", type(fault).__name__)
        finally:
            connection.close()
