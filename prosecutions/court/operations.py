"""Steps on the court path, hearings and adjournments."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.corrections.operations import follow_up
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.interface import words
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge
from prosecutions.court.models import Hearing, HearingState, Purpose
from prosecutions.court.whose import accused_of, check, name_accused
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on
from prosecutions.court_path.standing import Standing, standing_of, standings, steps_of
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add, begin, expect_version, locked, moved
from prosecutions.record.twice import not_twice

# What a court can sit for before anybody is charged: an application. Every other purpose is a step of the court path,
# which begins with a charge.
BEFORE_CHARGE = frozenset({Purpose.OTHER})


@transaction.atomic
def record_stage(
    *, prosecution: Prosecution, stage: str, happened_on: date, by: User, accused: Accused | None = None,
    precision: str = Precision.DAY, confirmed: bool = False,
) -> StageEvent:  # fmt: skip
    """Record a step of the court path; the matter goes where its least advanced accused stands.

    Raises ValidationError for a stage that the path does not have, for a day before the charge, and for the matter as a
    whole where its accused are on different paths; TransitionRefused before a charge and, unless `confirmed`, for a
    step that does not usually follow the one before that day: courts do what the path does not foresee, but rarely.
    """
    prosecution = begin(prosecution, "prosecutions.record_stage", by=by)
    limits.check(limits.HAPPENED, happened_on=happened_on)
    accused = locked(accused, prosecution) if accused is not None else None
    standing = standing_of(prosecution, accused, on=happened_on)
    if standing is None:
        raise TransitionRefused(_("The court path starts with a charge. Record the charge first."))
    first = first_charge(prosecution, accused)
    if first is not None and KnownDay(happened_on, precision).is_before(first.laid):
        raise ValidationError({"happened_on": _("This date is before the charge was laid.")})
    if accused is None and len({one.path.code for one in standings(steps_of(prosecution)).values()}) > 1:
        raise ValidationError({"accused": _("The accused are on different court paths: say who this step is for.")})
    same = {"accused": accused, "stage": stage, "happened_on": happened_on, "precision": precision}
    not_twice(StageEvent.objects.filter(prosecution=prosecution, **same).standing().first())
    usual = _usual(standing, stage)
    if not usual and not confirmed:
        raise TransitionRefused(_unusual(standing))
    event = add(
        StageEvent, prosecution, by=by, accused=accused, path=standing.path.code, stage=stage,
        happened_on=happened_on, precision=precision, is_out_of_order=not usual,
    )  # fmt: skip
    moved_on(prosecution)
    return event


def _usual(standing: Standing, stage: str) -> bool:
    try:
        standing.path.stage(stage)
    except KeyError:
        raise ValidationError(
            {"stage": _("“%(path)s” has no such stage.") % {"path": standing.path.facts.label}}
        ) from None
    return stage in {following.code for following in standing.following}


def _unusual(standing: Standing) -> str:
    usual = ", ".join(str(stage.label) for stage in standing.following)
    return _("The usual stage after “%(now)s” is: %(usual)s. Tick “Record it anyway” to record this one.") % {
        "now": standing.stage.label,
        "usual": usual or _("nothing"),
    }


@transaction.atomic
def schedule_hearing(
    *, prosecution: Prosecution, on: date, at: time | None, purpose: str, by: User, court: str = "",
    court_code: str = "", judicial_officer: str = "", accused: Collection[Accused] = (),
) -> Hearing:  # fmt: skip
    """List a hearing, in the country's time. A day that is over may be entered, to catch up.

    `court_code` is a court of the country pack, `court` another one, typed. `accused`: whose hearing it is; nobody
    means the whole matter's. Raises ValidationError for a day before the charge which brings it before the court.
    """
    prosecution = begin(prosecution, "prosecutions.schedule_hearing", by=by)
    limits.check(limits.PLANNED, on=on)
    facts = {"on": on, "at": at, "court": court.strip(), "court_code": court_code, "purpose": purpose}
    check(prosecution, Hearing(**facts), accused)
    not_before_charge(prosecution, purpose, accused, on=on)
    _not_listed_twice(prosecution, facts, accused)
    hearing = _listed(prosecution, by, accused, judicial_officer=judicial_officer.strip(), **facts)
    moved(prosecution)
    return hearing


def _not_listed_twice(prosecution: Prosecution, facts: dict[str, Any], accused: Collection[Accused]) -> None:
    whose = {one.pk for one in accused}
    for theirs in Hearing.objects.filter(prosecution=prosecution, **facts).standing():
        if {one.pk for one in accused_of(theirs)} == whose:
            not_twice(theirs)


def not_before_charge(
    prosecution: Prosecution, purpose: str, accused: Collection[Accused] = (), **days: date | None
) -> None:
    """Raise ValidationError for each day before the first charge can have been laid: of each accused whose hearing it
    is, else of anybody.

    While no charge is recorded a hearing may be listed for a day to come: the charge is to be laid by then.
    """
    if purpose in BEFORE_CHARGE:
        return
    charges = [first_charge(prosecution), *(first_charge(prosecution, one) for one in accused)]
    early: dict[str, str] = {}
    for of, first in zip([None, *accused], charges, strict=True):
        if first is None and of is not None:
            continue
        earliest = first.laid.first if first is not None else timezone.localdate()
        early |= {
            name: _too_early(first, of) for name, day in days.items() if day is not None and day < earliest
        }  # fmt: skip
    if early:
        raise ValidationError(early)


def _too_early(first: Charge | None, of: Accused | None) -> str:
    if first is None:
        return _("The court path starts with a charge. Record the charge first.")
    laid = words.day(first.laid_on, first.laid_precision)
    if of is None:
        return _("This date is before the first charge was laid: %(day)s.") % {"day": laid}
    return _("This date is before %(who)s was charged: %(day)s.") % {"who": of.label, "day": laid}


def first_charge(prosecution: Prosecution, accused: Accused | None = None) -> Charge | None:
    """The charge that was laid first, as it stands now, be it withdrawn since: of an accused, or (None) of anybody.

    A day that is known vaguely stands as the first that it can have been, so the earliest of them is the first.
    """
    charges = Charge.objects.filter(prosecution=prosecution).standing()
    if accused is not None:
        charges = charges.filter(accused=accused)
    found: Charge | None = charges.order_by("laid_on").first()
    return found


def _listed(prosecution: Prosecution, by: User, accused: Iterable[Accused], **facts: object) -> Hearing:
    hearing = add(Hearing, prosecution, by=by, zone=settings.TIME_ZONE, **facts)
    name_accused(hearing, accused, by)
    return hearing


@transaction.atomic
def record_hearing(*, hearing: Hearing, state: str, result: str, by: User, version: int | None = None) -> Hearing:
    """Say what happened: held, or taken off the list."""
    prosecution = begin(hearing.prosecution, "prosecutions.schedule_hearing", by=by)
    hearing = _open(hearing, prosecution, version, result)
    if state not in (HearingState.HELD, HearingState.VACATED):
        raise ValidationError({"state": _("Choose “Held” or “Taken off the list”.")})
    if state == HearingState.HELD:
        not_before_its_day(hearing, "state")
    held = _close(hearing, by, state=state, result=result)
    moved(prosecution)
    return held


@transaction.atomic
def adjourn_hearing(
    *, hearing: Hearing, because: str, asked_by: str, result: str, by: User, to: date | None = None,
    at: time | None = None, version: int | None = None,
) -> Hearing:  # fmt: skip
    """Adjourn, with the coded reason and whose it is; lists the next hearing where its day is known.

    Returns the hearing that was adjourned, as it is now.
    """
    prosecution = begin(hearing.prosecution, "prosecutions.schedule_hearing", by=by)
    hearing = _open(hearing, prosecution, version, result)
    limits.check(limits.PLANNED, to=to)
    if to is not None and to < hearing.on:
        raise ValidationError({"to": _("This date is before the hearing that was adjourned.")})
    not_before_charge(prosecution, hearing.purpose, to=to)
    following = None
    if to is not None:
        said_again = {name: getattr(hearing, name) for name in ("court_code", "court", "judicial_officer", "purpose")}
        following = _listed(prosecution, by, accused_of(hearing), on=to, at=at, **said_again)
    adjourned = _close(
        hearing, by, state=HearingState.ADJOURNED, result=result, adjourned_to=following,
        adjourned_because=because, adjourned_by=asked_by,
    )  # fmt: skip
    moved(prosecution)
    return adjourned


def _open(hearing: Hearing, prosecution: Prosecution, version: int | None, result: str) -> Hearing:
    found: Hearing = newest_of(locked(hearing, prosecution))
    expect_version(found, version, theirs={"result": found.result}, yours={"result": result})
    if found.is_retracted:
        raise TransitionRefused(_("This hearing was struck out."))
    if found.state != HearingState.LISTED:
        raise TransitionRefused(_("The result of this hearing has already been recorded."))
    return found


def not_before_its_day(hearing: Hearing, field: str) -> None:
    if hearing.on > timezone.localdate():
        raise ValidationError({field: _("This hearing is still to come.")})


def _close(hearing: Hearing, by: User, **changes: object) -> Hearing:
    """What happened is a later row of the hearing: the one that was listed stays as it was."""
    later = follow_up(hearing, by=by, **changes)
    name_accused(later, accused_of(hearing), by)
    return later
