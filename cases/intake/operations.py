"""A report becomes a case; a person whom a partner referred becomes part of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import copy_grants, grant
from carisecure.access.models import PERMISSIONS
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.interface import labels
from cases.course.operations import take_case
from cases.danger.models import DangerStep
from cases.danger.operations import danger_came_up
from cases.insiders.operations.compartments import seal_for_official
from cases.insiders.operations.sharing import OWN_CASE, unit_groups
from cases.intake.models import Danger, FromWhom, IntakeReport
from cases.people.operations import PersonEntry, add_involvement_to_case, next_label
from cases.record.codelists import codelist
from cases.record.models import PERSON_LABELS, Case, Compartment, Involvement, InvolvementRole, Stage
from cases.record.operations import case_moved

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
    title: str = "",
    by: User,
) -> IntakeReport:
    """Log one report: a case at stage "reported", the report in its own words, and the people it speaks of.

    The unit may read it. Where an official is involved the case is sealed: the maker alone, who then names others.
    Who reported becomes a person of the case only where a name or a number was given. Raises ValidationError by field.
    """
    policy.require(by, "cases.log_report")
    _check(channel=channel, source=source, region=region)
    limits.check(limits.AT_WORK, received_at=timezone.localdate(received_at) if received_at else None)
    sealed = is_official_involved or any(p.is_official for p in people)
    case = open_case(by=by, region=region, is_official_involved=sealed, title=title)
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
        add_involvement_to_case(case=case, entry=entry.told_on(timezone.localdate(report.received_at)), by=by)
    return report


def _reporter(name: str, phone: str, safe_to_call: str) -> PersonEntry:
    return PersonEntry(role=InvolvementRole.REPORTER, name=name, phone=phone, safe_to_call=safe_to_call)


def open_case(*, by: User, region: str = "", is_official_involved: bool = False, title: str = "") -> Case:
    """Insert a case of the maker's unit: the grants, then the row. Who may open one is asked by the operation."""
    now = timezone.now()
    case = Case(
        stage=Stage.REPORTED,
        compartment=Compartment.SEALED if is_official_involved else Compartment.AGENCY,
        agency=by.agency,
        country=settings.COUNTRY,
        region=region,
        title=title.strip(),
        is_official_involved=is_official_involved,
        opened_at=now,
        opened_on=timezone.localdate(now),
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


@transaction.atomic
def take_up_involvement(
    *,
    involvement: Involvement,
    case: Case | None = None,
    is_official_involved: bool = False,
    danger: str | None = None,
    by: User,
) -> Case:
    """Put a referred person into a case, or into a new one, which `by` then leads; returns the case.

    The unit then holds the person as it holds the case. The partner who referred keeps what it held on the person and
    gets nothing on the case; a referral about an official seals it, and one that names a danger now
    (`danger`: its words) raises it on the case. A label that the case has already gives way to
    the next number.
    """
    involvement = policy.fetch(Involvement, viewer=by, action="cases.take_up_involvement", pk=involvement.pk, lock=True)
    if involvement.case_id is not None:
        raise TransitionRefused(_("This person is already in a case."))
    sealed = is_official_involved or involvement.is_official
    into = _new_case(by, is_official_involved=sealed) if case is None else _locked(case, by)
    copy_grants(source=into, target=involvement, by=by, purpose=OWN_CASE)
    if Involvement.objects.filter(case=into, label__in=labels.spellings(involvement.label, PERSON_LABELS)).exists():
        involvement.label = next_label(into, involvement.role)
    involvement.case = into
    involvement.save(update_fields=["case", "label"])
    if sealed:
        seal_for_official(into, by=by)
    if danger is not None:
        danger_came_up(into, DangerStep.REFERRED, by=by, note=danger)
    case_moved(into, by)
    return into


def _new_case(by: User, *, is_official_involved: bool) -> Case:
    policy.require(by, "cases.log_report")
    case = open_case(by=by, is_official_involved=is_official_involved)
    return take_case(case=case, by=by)  # who answers the partner answers for what it becomes


def _locked(case: Case, by: User) -> Case:
    found: Case = policy.fetch(Case, viewer=by, action="cases.add_person", pk=case.pk, lock=True)
    return found
