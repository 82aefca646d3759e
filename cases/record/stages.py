"""The stages of a case, told as events: what every room that moves a case calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.days import limits
from carisecure.days.known import KnownDay
from carisecure.interface import words
from cases.record.models import Case, CaseStageEvent, Stage

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def stage_reached(
    case: Case, stage: str, *, by: User, on: KnownDay | None = None, reason: str = "", note: str = ""
) -> CaseStageEvent:
    """Append the event and let the case repeat it. The caller holds the lock and has asked whether it may follow.

    Raises ValidationError for a day to come, or before the stage that the case has now.
    """
    day = on or KnownDay(timezone.localdate())
    limits.check(limits.HAPPENED, on=day)
    latest = standing(case)[-1]
    check_order(day, field="on", after=latest)
    event = CaseStageEvent.objects.create(
        case=case, position=latest.position + 1, stage=stage, happened_on=day.first, precision=day.precision,
        reason=reason, note=note, recorded_by=by,
    )  # fmt: skip
    follow(case)
    return event


def standing(case: Case) -> list[CaseStageEvent]:
    """Its stages as they stand, the opening first; never none."""
    return list(CaseStageEvent.objects.filter(case=case).standing().order_by("position"))


def check_order(
    day: KnownDay, *, field: str, after: CaseStageEvent | None = None, before: CaseStageEvent | None = None
) -> None:
    """A stage is not reached before the one that came first, as far as both days are known; said beside `field`."""
    if after is not None and day.is_before(after.happened):
        told = _("This is before the case was “%(stage)s”, on %(day)s.") % _named(after)
        raise ValidationError({field: told})
    if before is not None and before.happened.is_before(day):
        told = _("This is after the case was “%(stage)s”, on %(day)s.") % _named(before)
        raise ValidationError({field: told})


def _named(event: CaseStageEvent) -> dict[str, str]:
    return {"stage": event.get_stage_display(), "day": words.day(event.happened_on, event.precision)}


def follow(case: Case) -> None:
    """Let the case repeat its first and its latest standing stage."""
    events = standing(case)
    first, latest = events[0], events[-1]
    is_closed = latest.stage == Stage.CLOSED
    case.opened_on, case.opened_precision = first.happened_on, first.precision
    case.stage = latest.stage
    # Of a day known in part the last one that it can have been: what must be kept for years is kept long enough.
    case.closed_on = latest.happened.last if is_closed else None
    case.closure_reason, case.closure_note = (latest.reason, latest.note) if is_closed else ("", "")
    case.last_moved_at = timezone.now()
    case.save(
        update_fields=[
            "opened_on", "opened_precision", "stage", "closed_on", "closure_reason", "closure_note", "last_moved_at",
        ]
    )  # fmt: skip
