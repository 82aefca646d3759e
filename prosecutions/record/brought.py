"""A matter that the unit recorded: what a register of the unit says of prosecutions that nobody entered here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from carisecure.access import bulk
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from carisecure.importing.register.writing import derived
from cases.record.models import Case, CaseStageEvent, Stage
from prosecutions.record.models import Prosecution
from prosecutions.record.service import only_service

OPEN = (Stage.INVESTIGATION, Stage.WITH_DPP, Stage.BEFORE_COURT, Stage.REOPENED)


def matter_of(case: UUID) -> UUID:
    """The key of the one matter of a case that a register brings."""
    return derived(case, "matter")


def matters_of(days: dict[UUID, KnownDay | None], by: User) -> tuple[dict[UUID, Prosecution], int]:
    """By case, its matter recorded by the unit, made now where there is none; and how many rows that were.

    Who is inside the case is inside it; the prosecution service is let in later, when the unit hands it over.
    `days`: by case, when its file was sent, for a matter that is made now.
    """
    keys = {case: matter_of(case) for case in days}
    there = {row.case_id: row for row in Prosecution.objects.filter(pk__in=keys.values())}
    missing = [case for case in days if case not in there]
    if not missing:
        return there, 0
    numbers = Counter(Prosecution.objects.filter(case__in=missing).values_list("case_id", flat=True))
    service, now = only_service(), timezone.now()
    made = [
        Prosecution(
            pk=keys[case], case_id=case, number=numbers[case] + 1, dpp_agency=service, is_recorded_by_unit=True,
            submitted_at=_moment(day) if (day := days[case]) else now, last_moved_at=now,
        )
        for case in missing
    ]  # fmt: skip
    written = bulk.copy_grants_many(
        Case, Prosecution, [(row.case_id, row.pk) for row in made], purpose="holds the case", by=by
    )  # fmt: skip
    written += bulk.insert_named(made, _named)
    return there | {row.case_id: row for row in made}, written


def _named(matter: Any) -> None:
    matter.reference = new_reference("DPP")


def _moment(day: KnownDay) -> datetime:
    return timezone.make_aware(datetime.combine(day.first, time.min))


def cases_reach(stage: Stage, days: dict[UUID, KnownDay], by: User) -> int:
    """Open cases that have not come so far reach a stage on a day: the event, then the case. Closed ones stay closed.

    Of a day that lies before the stage they have, that stage's day is the day.
    """
    order = list(OPEN[:3])
    behind = [one for one in OPEN if one not in order or order.index(one) < order.index(stage)]
    cases = {case.pk: case for case in Case.objects.filter(pk__in=days, stage__in=behind).only("stage")}
    latest = {
        event.case_id: event
        for event in CaseStageEvent.objects.filter(case__in=cases).standing().order_by("position")
    }  # fmt: skip
    events = []
    for pk in cases:
        before, day = latest[pk], days[pk]
        if day.is_before(before.happened):
            day = before.happened
        events.append(
            CaseStageEvent(
                case_id=pk, position=before.position + 1, stage=stage, happened_on=day.first, precision=day.precision,
                recorded_by=by,
            )
        )  # fmt: skip
    written = bulk.insert(events)
    Case.objects.filter(pk__in=cases).update(stage=stage)
    return written


def first_days(pairs: Iterable[tuple[UUID, KnownDay]]) -> dict[UUID, KnownDay]:
    """Of several days of one case the first."""
    found: dict[UUID, KnownDay] = {}
    for case, day in pairs:
        if case not in found or day.first < found[case].first:
            found[case] = day
    return found
