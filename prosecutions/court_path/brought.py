"""Where the accused of many matters stand, after a register told their steps."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from carisecure.days.known import KnownDay
from carisecure.importing.register.writing import grouped
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.standing import Standings, of_matter, standings
from prosecutions.record.models import Prosecution

Steps = dict[UUID, list[StageEvent]]


def steps_of(matters: Iterable[UUID]) -> Steps:
    """By matter, what stands of its steps. One query."""
    rows = StageEvent.objects.filter(prosecution__in=list(matters)).standing()
    return {pk: list(steps) for pk, steps in grouped((row.prosecution_id, row) for row in rows).items()}


def standing_in(steps: Steps) -> dict[UUID, Standings]:
    return {matter: standings(rows) for matter, rows in steps.items()}


def matters_move(matters: Iterable[UUID]) -> None:
    """Each matter where its least advanced accused stands, as `operations.moved_on` does for one. The cases follow
    where the rooms that wrote the steps say so.
    """
    together: dict[tuple[str, str, bool], list[UUID]] = {}
    for matter, everybody in standing_in(steps_of(matters)).items():
        if (one := of_matter(everybody.values())) is not None:
            together.setdefault((one.path.code, one.latest.stage, one.is_over), []).append(matter)
    for (path, stage, is_over), found in together.items():
        rows = Prosecution.objects.filter(pk__in=found)
        rows = rows.exclude(court_path=path, stage=stage, is_over=is_over)
        rows.update(court_path=path, stage=stage, is_over=is_over, last_moved_at=timezone.now())


def not_before(day: KnownDay, other: KnownDay) -> KnownDay:
    """A day known in part is put where it can still follow another: steps are read in the order of their days.

    "2014" after a charge of July 2014 stands in the database as that day of July, and is 2014 to whoever reads it.
    """
    return day if day.is_before(other) or day.first >= other.first else KnownDay(other.first, day.precision)
