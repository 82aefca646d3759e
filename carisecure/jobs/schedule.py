"""What the house does by itself, and when. Each app registers its own in its `tasks.py`.

Beat only asks, every minute, what is due. A period that is due has one job (`unique_key`), so asking twice is harmless,
and a beat that was down on the day asks when it is back. Times are the country's.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.countries.packs import pack
from carisecure.days.months import MONTH_BEFORE
from carisecure.jobs import conf
from carisecure.jobs.aside import UPKEEP
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """One period whose work is due: its name, unique for the kind, and what the work is told."""

    period: str
    params: Mapping[str, Any]


Calendar = Callable[[datetime], Iterable[Due]]

FORGOTTEN_AT_ONCE = 5_000
_schedules: list[tuple[str, Calendar]] = []


def schedule(kind: str, calendar: Calendar) -> None:
    """Have the house ask for `kind` whenever the calendar says so. The calendar is given now, in the country's zone."""
    if any(known == kind for known, _calendar in _schedules):
        raise ValueError(f"two schedules for {kind}")
    _schedules.append((kind, calendar))


def monthly(*, day: int = 1, at: time = time(2), catch_up: int = 1) -> Calendar:
    """Each month on that day (1 to 28), for the month before: period "2026-10" is due from 1 November 02:00 on.

    `catch_up`: how many months back are asked for where they have no job yet (a first start, a long pause).
    """

    def calendar(now: datetime) -> list[Due]:
        month = now.date().replace(day=1)
        if now < datetime.combine(month.replace(day=day), at, now.tzinfo):
            month += MONTH_BEFORE
        periods = []
        for _back in range(catch_up):
            month += MONTH_BEFORE
            periods.append(Due(f"{month:%Y-%m}", {"period": f"{month:%Y-%m}"}))
        return periods[::-1]

    return calendar


def daily(*, at: time = time(2)) -> Calendar:
    """Each day from that time on, for that day: period "2026-11-01"."""

    def calendar(now: datetime) -> list[Due]:
        today = now.date() if now.time() >= at else now.date() - timedelta(days=1)
        return [Due(today.isoformat(), {"period": today.isoformat()})]

    return calendar


def ask_due(now: datetime | None = None) -> list[uuid.UUID]:
    """Ask for everything that is due; returns the jobs of those periods, old and new.

    One calendar that fails does not keep the others waiting.
    """
    local = (now or timezone.now()).astimezone(pack().time_zone)
    jobs: list[uuid.UUID] = []
    for kind, calendar in _schedules:
        try:
            with transaction.atomic():
                session.enter(None, purpose=UPKEEP)
                jobs += [enqueue(kind, params=due.params, by=None, unique_key=due.period).pk for due in calendar(local)]
        except (DatabaseError, LookupError, ValueError) as error:
            logger.error("job.schedule_failed kind=%s error=%s", kind, type(error).__name__)
    return jobs


def forget_old(now: datetime | None = None) -> int:
    """Remove what the house did by itself longer ago than JOBS_KEPT_DAYS, some sixty jobs a day. Returns how many.

    A person's jobs stay: their pages are linked, and runs and imports point at them. So do jobs that left a file, and
    those of a period that a calendar still asks for: without its job it would be done again. At most FORGOTTEN_AT_ONCE
    a time, the oldest first.
    """
    moment = now or timezone.now()
    before = moment - timedelta(days=conf.count("JOBS_KEPT_DAYS"))
    local = moment.astimezone(pack().time_zone)
    due = {(kind, one.period) for kind, calendar in _schedules for one in calendar(local)}
    old = Job.objects.filter(actor=None, unique_key__isnull=False, finished_at__lt=before, files=None)
    rows = old.order_by("finished_at").values_list("pk", "kind", "unique_key")[:FORGOTTEN_AT_ONCE]
    gone = [pk for pk, kind, period in rows if (kind, period) not in due]
    return Job.objects.filter(pk__in=gone).delete()[1].get(Job._meta.label, 0)
