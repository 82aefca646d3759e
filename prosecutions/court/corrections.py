"""A step or a hearing that was entered wrongly."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.days import limits
from prosecutions.accused.models import Accused
from prosecutions.court.models import Hearing, HearingState
from prosecutions.court.operations import first_charge, not_before_charge, not_before_its_day
from prosecutions.court.whose import accused_of, check, name_accused
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on, put_step
from prosecutions.court_path.paths import court_path
from prosecutions.record.correcting import Correction
from prosecutions.record.operations import begin, locked, moved


@transaction.atomic
def correct_step(*, step: StageEvent, correction: Correction, by: User) -> StageEvent:
    """Correct a step of the court path, or strike it out. It is marked where it is now out of the usual order.

    The step "charge" is corrected with the charge, and its accused and path stay: raises TransitionRefused.
    """
    prosecution = begin(step.prosecution, "prosecutions.record_stage", by=by)
    before: StageEvent = newest_of(locked(step, prosecution))
    path = court_path(before.path)
    if before.stage == path.first.code:
        raise TransitionRefused(_("This step came with the charge: correct the charge."))
    if not correction.is_retracted:
        would_be = correction.made_of(before)
        limits.check(limits.HAPPENED, happened_on=would_be.happened_on)
        if would_be.stage not in {stage.code for stage in path.stages[1:]}:
            raise ValidationError({"stage": _("“%(path)s” has no such stage.") % {"path": path.facts.label}})
        first = first_charge(prosecution, before.accused)
        if first is not None and would_be.happened.is_before(first.laid):
            raise ValidationError({"happened_on": _("This date is before the charge was laid.")})
    after = put_step(before, correction, by=by)
    moved_on(prosecution)
    return after


@transaction.atomic
def correct_hearing(
    *, hearing: Hearing, correction: Correction, by: User, accused: Collection[Accused] | None = None
) -> Hearing:
    """Correct when, where, for what and of whom a hearing was listed, or what is said to have happened at it.

    Without `accused` it stays whose it was.
    What was adjourned to another day keeps that hearing, which is an entry of its own.
    """
    prosecution = begin(hearing.prosecution, "prosecutions.schedule_hearing", by=by)
    before: Hearing = newest_of(locked(hearing, prosecution))
    named = accused_of(before)
    accused = named if accused is None or correction.is_retracted else accused
    if not correction.is_retracted:
        would_be = correction.made_of(before)
        limits.check(limits.PLANNED, on=would_be.on)
        check(prosecution, would_be, accused)
        not_before_charge(prosecution, would_be.purpose, accused, on=would_be.on)
        if would_be.state == HearingState.HELD:
            not_before_its_day(would_be, "on")
    others = {one.pk for one in named} != {one.pk for one in accused}
    after = correction.put(before, by=by, as_typed=hearing_typed, also_changed=others)
    name_accused(after, accused, by)
    moved(prosecution)
    return after


def hearing_typed(hearing: Hearing) -> dict[str, Any]:
    """What the form shows of a hearing."""
    plain = ("on", "at", "purpose", "court_code", "court", "judicial_officer", "state", "result")
    coded: dict[str, Any] = {"because": hearing.adjourned_because, "asked_by": hearing.adjourned_by}
    coded["accused"] = [str(one.pk) for one in accused_of(hearing)]
    return {name: getattr(hearing, name) for name in plain} | coded
