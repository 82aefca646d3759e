"""A report comes in, and a case opens with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from cases.codelists import codelist
from cases.models import Case, Compartment, Danger, DangerStep, FromWhom, IntakeReport, InvolvementRole, Stage
from cases.operations.danger import danger_came_up
from cases.operations.days import within_memory
from cases.operations.people import PersonEntry, add_involvement_to_case
from cases.operations.sharing import OWN_CASE, unit_groups

# 40 random bits: a second clash in a row means that the generator is broken, and waiting would not mend it.
TRIES = 5


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
    is_official_involved: bool = False,
    people: Sequence[PersonEntry] = (),
    received_at: datetime | None = None,
    by: User,
) -> IntakeReport:
    """Log one report: a case at stage "reported", the report in its own words, and the people it speaks of.

    The unit may read it. Where an official is involved the case is sealed: the maker alone, who then names others.
    Who reported becomes a person of the case only where a name or a number was given. Raises ValidationError by field.
    """
    policy.require(by, "cases.log_report")
    _check(channel=channel, source=source, region=region)
    within_memory("received_at", timezone.localdate(received_at) if received_at else None)
    case = open_case(
        by=by, region=region, is_official_involved=is_official_involved or any(p.is_official for p in people)
    )
    report = IntakeReport.objects.create(
        case=case,
        received_at=received_at or timezone.now(),
        channel=channel,
        source=source,
        from_whom=from_whom,
        danger_now=danger_now,
        danger_note=danger_note,
        narrative=narrative,
        place=place,
        region=region,
        is_official_involved=case.is_official_involved,
        logged_by=by,
    )
    if danger_now == Danger.YES:
        danger_came_up(case, DangerStep.REPORTED, by=by, note=danger_note, since=report.received_at)
    if from_whom == FromWhom.NAMED and (reporter_name or reporter_phone):
        people = (*people, _reporter(reporter_name, reporter_phone, reporter_safe_to_call))
    for entry in people:
        add_involvement_to_case(case=case, entry=entry, by=by)
    return report


def _reporter(name: str, phone: str, safe_to_call: str) -> PersonEntry:
    return PersonEntry(role=InvolvementRole.REPORTER, name=name, phone=phone, safe_to_call=safe_to_call)


def open_case(*, by: User, region: str = "", is_official_involved: bool = False) -> Case:
    """Insert a case of the maker's unit: the grants, then the row. Who may open one is asked by the operation."""
    now = timezone.now()
    case = Case(
        stage=Stage.REPORTED,
        compartment=Compartment.SEALED if is_official_involved else Compartment.AGENCY,
        agency=by.agency,
        country=settings.COUNTRY,
        region=region,
        is_official_involved=is_official_involved,
        opened_at=now,
        opened_by=by,
        last_moved_at=now,
    )
    for group in unit_groups(case, by):
        grant(on=case, to=group, permissions=PERMISSIONS, purpose=OWN_CASE, by=by)
    return _insert(case, lambda: new_reference(settings.COUNTRY))


def _insert(case: Case, reference: Callable[[], str]) -> Case:
    for attempt in range(1, TRIES + 1):
        case.reference = reference()
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError as clash:
            if "reference" not in str(clash) or attempt == TRIES:
                raise
        else:
            return case
    raise AssertionError("unreachable")


def _check(*, channel: str, source: str, region: str) -> None:
    wrong = {}
    for field, code, known in (
        ("channel", channel, channel in codelist("report_channel")),
        ("source", source, not source or source in codelist("referral_source")),
        ("region", region, not region or region in dict(pack().region_choices())),
    ):
        if not known:
            wrong[field] = _("“%(code)s” is not in the list.") % {"code": code}
    if wrong:
        raise ValidationError(wrong)
