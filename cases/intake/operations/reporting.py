"""A report is written down: with its case at once, or to be decided later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.delegation import private_group
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.ages import AgeRange
from carisecure.days.known import KnownDay
from cases.intake.models import FromWhom, IntakeReport, ReportPerson
from cases.intake.operations.deciding import open_case_of
from cases.intake.operations.people import add_people_to_report
from cases.people.operations import PersonEntry, add_involvement_to_case, check_person
from cases.record.codelists import codelist
from cases.record.models import Case, InvolvementRole
from cases.record.palermo import child_of_age

OWN_REPORT = "own report"
NOT_LATER = gettext_lazy("A report about an official is sealed at once, with its case. Save it and open the case.")


@transaction.atomic
def log_report(
    *,
    narrative: str,
    channel: str,
    from_whom: str,
    danger_now: str,
    danger_note: str = "",
    source: str = "",
    reporter_name: str = "",
    reporter_phone: str = "",
    reporter_safe_to_call: str = "",
    region: str = "",
    place: str = "",
    form: str = "",
    is_child_involved: bool = False,
    is_official_involved: bool = False,
    people: Sequence[PersonEntry] = (),
    received_at: dt.datetime | None = None,
    received_on: KnownDay | None = None,
    decide_later: bool = False,
    title: str = "",
    opened_on: KnownDay | None = None,
    by: User,
) -> IntakeReport:
    """Log one report in its own words, and the people it speaks of; unless it is decided later, a case opens with it.

    The unit may read it. Where an official is involved the case is sealed: the maker alone, who then names others; such
    a report is never left without its case. Received now, at a moment or on a day known in part; the case was opened
    today, or on `opened_on`. Who reported becomes a
    person only with a name or a number. Raises ValidationError by field.
    """
    policy.require(by, "cases.log_report")
    if from_whom == FromWhom.NAMED and (reporter_name or reporter_phone):
        people = (*people, _reporter(reporter_name, reporter_phone, reporter_safe_to_call))
    official = is_official_involved or any(entry.is_official for entry in people)
    _check(people, channel=channel, source=source, region=region, form=form)
    if decide_later:
        _check_later(official, opened_on)
    received = _received(received_at, received_on)
    report = IntakeReport(
        agency=by.agency, channel=channel, source=source, from_whom=from_whom, danger_now=danger_now,
        danger_note=danger_note, narrative=narrative, place=place, region=region, form=form,
        is_child_involved=is_child_involved or any(_is_child(entry, received["received_on"]) for entry in people),
        is_official_involved=official, logged_by=by, **received,
    )  # fmt: skip
    grant(on=report, to=_holder(report, by), permissions=PERMISSIONS, purpose=OWN_REPORT, by=by)
    report.save(force_insert=True)
    case = None if decide_later else open_case_of(report, title=title, on=opened_on, by=by)
    _add_people(report, case, people, by)
    return report


def _check_later(official: bool, opened_on: KnownDay | None) -> None:
    """What cannot wait for a decision, and what cannot be said before there is one."""
    if official:
        raise ValidationError({"is_official_involved": NOT_LATER})
    if opened_on is not None:
        raise ValidationError({"opened_on": _("No case is opened yet. Leave this empty, or save and open a case.")})


def _add_people(report: IntakeReport, case: Case | None, people: Sequence[PersonEntry], by: User) -> None:
    told = [entry.told_on(report.received_on) for entry in people]
    if case is None:
        add_people_to_report(report, told, by=by)
        return
    for entry in told:
        involvement = add_involvement_to_case(case=case, entry=entry, by=by)
        ReportPerson.objects.create(report=report, involvement=involvement)


def _holder(report: IntakeReport, by: User) -> int:
    """The group that holds a report until a case does: the unit's, or the maker's own alone."""
    return private_group(by) if report.is_official_involved else by.agency.group_id


def _received(at: dt.datetime | None, on: KnownDay | None) -> dict[str, Any]:
    """A report of today is received now where nobody said at what time."""
    now = timezone.now()
    if at is None and (on is None or (on.is_whole and on.first == timezone.localdate(now))):
        at = now
    return received_columns(at, on)


def received_columns(at: dt.datetime | None, on: KnownDay | None) -> dict[str, Any]:
    """The day, and the moment by which it is sorted. Raises ValidationError for what is still to come."""
    known = KnownDay(timezone.localdate(at)) if at is not None else on
    if known is None:
        raise TypeError("a report was received at a moment or on a day")
    limits.check(limits.AT_WORK, received=known)
    if at is not None and at > timezone.now():
        raise ValidationError({"received": _("This time is in the future.")})
    begins = dt.datetime.combine(known.first, dt.time.min, pack().time_zone)
    return {
        "received_on": known.first, "received_precision": known.precision,
        "received_at": at or begins, "is_hour_known": at is not None,
    }  # fmt: skip


def _is_child(entry: PersonEntry, on: dt.date) -> bool:
    """A possible victim who may be under 18 on the day of the report is treated as a child (Palermo, art. 3(d))."""
    age = AgeRange(entry.age_from, entry.age_to, entry.age_on).at(on)
    return child_of_age(age).treated_as_child and entry.role == InvolvementRole.POSSIBLE_VICTIM


def _reporter(name: str, phone: str, safe_to_call: str) -> PersonEntry:
    return PersonEntry(role=InvolvementRole.REPORTER, name=name, phone=phone, safe_to_call=safe_to_call)


def _check(people: Sequence[PersonEntry], **codes: str) -> None:
    for entry in people:
        check_person(entry)
    check_codes(**codes)


def check_codes(*, channel: str, source: str, region: str, form: str) -> None:
    """Raise ValidationError by field for a code that is in no list."""
    wrong = {}
    for field, code, known in (
        ("channel", channel, channel in codelist("report_channel")),
        ("source", source, not source or source in codelist("referral_source")),
        ("region", region, not region or region in dict(pack().region_choices())),
        ("form", form, not form or form in codelist("exploitation")),
    ):
        if not known:
            wrong[field] = _("“%(code)s” is not in the list.") % {"code": code}
    if wrong:
        raise ValidationError(wrong)
