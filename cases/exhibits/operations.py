"""Exhibits come into the register, are corrected there, and go from hand to hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from carisecure.access.errors import StaleRecord
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.corrections.operations import correct
from carisecure.days import limits
from carisecure.days.known import KnownDay
from cases.exhibits import continuity
from cases.exhibits.continuity import Seizure, Step
from cases.exhibits.models import CustodyEvent, Exhibit, Move
from cases.record.models import Case
from cases.record.operations import case_moved, takes_entries

FIRST_EVENT = 2  # the seizure is number 1
Day = dt.date | KnownDay | None


@dataclass(frozen=True)
class Custody:
    """One event as it is told. `at_time` in the country's zone; `handed_to` is empty where it was disposed of."""

    kind: str
    happened_on: KnownDay
    handed_by: str
    handed_to: str = ""
    place: str = ""
    at_time: dt.time | None = None
    seal: str = ""
    note: str = ""

    def columns(self) -> dict[str, Any]:
        day = self.happened_on
        return {
            "kind": self.kind, "happened_on": day.first, "precision": day.precision, "at_time": self.at_time,
            "handed_by": self.handed_by, "handed_to": self.handed_to, "place": self.place, "seal": self.seal,
            "note": self.note,
        }  # fmt: skip

    def step(self, number: int) -> Step:
        return Step(number, self.kind, self.happened_on, self.handed_by, self.handed_to, self.at_time)


@transaction.atomic
def add_exhibit(
    *,
    case: Case,
    mark: str,
    description: str,
    kind: str = "",
    found_on: Day = None,
    found_at: str = "",
    seized_by: str = "",
    seized_from: str = "",
    warrant: str = "",
    by: User,
) -> Exhibit:
    """Enter an exhibit under the mark on its label and the case's next number.

    Raises ValidationError by field (a mark twice, a wrong day), TransitionRefused for a closed case.
    """
    case = fetch(Case, viewer=by, action="cases.add_exhibit", pk=case.pk, lock=True)
    takes_entries(case)
    _check(case, mark, found_on)
    last: int | None = Exhibit._base_manager.filter(case=case).aggregate(last=Max("number"))["last"]
    exhibit = Exhibit.objects.create(
        case=case, recorded_by=by, number=(last or 0) + 1, mark=mark, kind=kind, description=description,
        found_at=found_at, seized_by=seized_by, seized_from=seized_from, warrant=warrant, **_in_columns(found_on),
    )  # fmt: skip
    case_moved(case, by)
    return exhibit


@transaction.atomic
def correct_exhibit(
    *, exhibit: Exhibit, by: User, version: int, reason: str, is_retracted: bool = False, changes: Mapping[str, Any]
) -> Exhibit:
    """Record a correction of the register, or that this does not belong into the case.

    Raises StaleRecord where it was corrected meanwhile, ValidationError by field as when it was entered, and where an
    event of its custody would then be impossible.
    """
    case = fetch(Case, viewer=by, action="cases.correct_exhibit", pk=exhibit.case_id, lock=True)
    exhibit = newest_of(fetch(Exhibit, viewer=by, action="cases.correct_exhibit", pk=exhibit.pk))
    if not is_retracted:
        changes = dict(changes)
        _check(case, changes["mark"], changes.get("found_on"), entry_key=exhibit.entry_key)
        if "found_on" in changes:
            changes |= _in_columns(changes["found_on"])
        _check_seizure(exhibit, changes)
    made = correct(
        exhibit, version=version, reason=reason, by=by, changes=changes, is_retracted=is_retracted, as_typed=as_typed
    )
    case_moved(case, by)
    return made


@transaction.atomic
def record_custody(*, exhibit: Exhibit, custody: Custody, version: int, by: User) -> CustodyEvent:
    """Add the next event. `version` is the number of the last event that the writer saw.

    Allowed in a closed case: things are returned and disposed of after the trial. Raises StaleRecord with the event
    that came meanwhile, ValidationError by field for a move that is impossible (`continuity`).
    """
    case, exhibit = _locked(exhibit, by)
    rows = standing_events(exhibit)
    last = CustodyEvent._base_manager.filter(exhibit=exhibit.entry_key).order_by("-number", "-version").first()
    if last is not None and last.number != version:
        raise StaleRecord(event_as_typed(last), {}, version=last.number)
    number = last.number + 1 if last is not None else FIRST_EVENT
    _check_custody(custody)
    fault = continuity.fault_of(Seizure.of(exhibit), [*map(Step.of, rows), custody.step(number)])
    if fault is not None:
        raise ValidationError({fault.field: fault.words})
    event = CustodyEvent.objects.create(
        case=case, exhibit_id=exhibit.entry_key, number=number, recorded_by=by, **custody.columns()
    )
    case_moved(case, by)
    return event


@transaction.atomic
def correct_custody(
    *, event: CustodyEvent, custody: Custody | None, version: int, reason: str, is_retracted: bool = False, by: User
) -> CustodyEvent:
    """Record a later row in the place of this event, or that it did not happen (then `custody` is not asked for).

    The whole chain is read again: what would make another event impossible is refused, with its number.
    """
    event = fetch(CustodyEvent, viewer=by, action="cases.record_custody", pk=event.pk)
    case, exhibit = _locked(event.exhibit, by)
    event = newest_of(event)
    told = custody if custody is not None and not is_retracted else None
    steps = [Step.of(row) for row in standing_events(exhibit) if row.entry_key != event.entry_key]
    if told is not None:
        _check_custody(told)
        steps = sorted([*steps, told.step(event.number)], key=lambda step: step.number)
    if event.version == version:  # else the writer is told that somebody was faster, and nothing else
        fault = continuity.fault_of(Seizure.of(exhibit), steps)
        if fault is not None and fault.number == event.number:
            raise ValidationError({fault.field: fault.words})
        if fault is not None:
            raise ValidationError(_later(fault))
    made = correct(
        event, version=version, reason=reason, by=by, changes=told.columns() if told else {},
        is_retracted=is_retracted, as_typed=event_as_typed,
    )  # fmt: skip
    case_moved(case, by)
    return made


def standing_events(exhibit: Exhibit) -> list[CustodyEvent]:
    """By their numbers, without those that were struck out."""
    rows = CustodyEvent.objects.standing().filter(exhibit=exhibit.entry_key).order_by("number")
    return list(rows)


def as_typed(exhibit: Exhibit) -> dict[str, Any]:
    """The exhibit as it stands, to be put into the fields."""
    names = ("mark", "kind", "description", "found_at", "seized_by", "seized_from", "warrant")
    return {name: getattr(exhibit, name) for name in names} | {"found_on": exhibit.found_day}


def event_as_typed(event: CustodyEvent) -> dict[str, Any]:
    names = ("kind", "at_time", "handed_by", "handed_to", "place", "seal", "note")
    return {name: getattr(event, name) for name in names} | {"happened_on": event.day}


def _locked(exhibit: Exhibit, by: User) -> tuple[Case, Exhibit]:
    """The case, locked, and the exhibit as it stands. Raises ValidationError where that was struck out."""
    case = fetch(Case, viewer=by, action="cases.record_custody", pk=exhibit.case_id, lock=True)
    found = newest_of(fetch(Exhibit, viewer=by, action="cases.record_custody", pk=exhibit.pk))
    if found.is_retracted:
        raise ValidationError(_("This exhibit was struck out."))
    return case, found


def _in_columns(day: Day) -> dict[str, Any]:
    known = KnownDay(day) if isinstance(day, dt.date) else day
    precision = known.precision if known else KnownDay(dt.date.min).precision
    return {"found_on": known.first if known else None, "found_precision": precision}


def _check(case: Case, mark: str, found_on: Day, *, entry_key: UUID | None = None) -> None:
    """The case is locked, so that no two of one mark are entered at one moment."""
    limits.check(limits.AT_WORK, found_on=found_on)
    if Exhibit.objects.standing().filter(case=case, mark__iexact=mark).exclude(entry_key=entry_key).exists():
        raise ValidationError({"mark": _("This case already has an exhibit with this mark.")})


def _check_seizure(exhibit: Exhibit, changes: Mapping[str, Any]) -> None:
    day = changes.get("found_on", exhibit.found_on)
    precision = changes.get("found_precision", exhibit.found_precision)
    seizure = Seizure(KnownDay(day, precision) if day else None, changes.get("seized_by", exhibit.seized_by))
    fault = continuity.fault_of(seizure, [Step.of(row) for row in standing_events(exhibit)])
    if fault is not None:
        raise ValidationError({"seized_by" if fault.field == "handed_by" else "found_on": _later(fault)})


def _later(fault: continuity.Fault) -> str:
    said = {"number": fault.number, "why": fault.words}
    return _("Event %(number)s would then be impossible: %(why)s") % said


def _check_custody(custody: Custody) -> None:
    limits.check(limits.AT_WORK, happened_on=custody.happened_on)
    wrong: dict[str, str] = {}
    if custody.at_time is not None and not custody.happened_on.is_whole:
        wrong["at_time"] = _("An hour needs a whole day.")
    if custody.kind == Move.DISPOSED:
        if not custody.note.strip():
            wrong["note"] = _("Say what became of it, and who ordered it.")
    elif not custody.handed_to.strip():
        wrong["handed_to"] = _("Say who has it now.")
    if custody.kind == Move.LODGED and not custody.place.strip():
        wrong["place"] = _("Say in which store.")
    if wrong:
        raise ValidationError(wrong)
