"""Who may be let in (design 4.8, docs/decisions/compartments.md): sealing, naming, excluding, and the way back."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group, private_groups
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import end_grant, grant
from carisecure.access.models import PERMISSIONS
from carisecure.accounts.models import User
from carisecure.collation import ByName
from cases.insiders.operations.sharing import NAMED, OWN_CASE, anchors_of, may_work, only_these
from cases.record.models import Case, Compartment
from cases.two_people.models import Approval

EMERGENCY = "emergency"  # the purpose of the grants that sql/emergency.sql makes


@transaction.atomic
def seal_case(*, case: Case, people: Iterable[User] = (), by: User) -> Case:
    """Only `by` and these people from now on, supervisors not excepted; what else the unit held ends.

    Partners keep the persons whom they care for, and the DPP keeps its matter. Raises ValidationError for somebody who
    does not work in the unit or is excluded.
    """
    case = policy.fetch(Case, viewer=by, action="cases.seal_case", pk=case.pk, lock=True)
    if case.compartment == Compartment.SEALED:
        raise TransitionRefused(_("The case is already sealed."))
    return _seal(case, _named(case, people), by)


def seal_for_official(case: Case, *, by: User) -> None:
    """An official turned out to be involved: sealed at once, for `by` alone, who then names who works on it too.

    For operations that have authorised and locked the case already; a sealed case stays as it is.
    """
    case.is_official_involved = True
    case.save(update_fields=["is_official_involved"])
    if case.compartment != Compartment.SEALED:
        _seal(case, [], by)


def _seal(case: Case, people: list[User], by: User) -> Case:
    inside = private_groups([by, *people])
    case.compartment, case.last_moved_at = Compartment.SEALED, timezone.now()
    if case.lead_officer_id is not None and case.lead_officer_id not in inside:
        case.lead_officer = by  # nobody answers for a case that they cannot open
    _end_emergencies(case, set(inside.values()))
    only_these(case, keep=set(inside.values()), by=by)
    case.save(update_fields=["compartment", "last_moved_at", "lead_officer"])
    return case


def _end_emergencies(case: Case, groups: set[int]) -> None:
    """Of people who are named now: a grant for an hour would stand in the place of the one that lasts."""
    hourly = list(case.grants.filter(group__in=groups, purpose=EMERGENCY).values_list("group_id", flat=True))
    for anchor in anchors_of(case) if hourly else []:
        for group in set(hourly):
            end_grant(on=anchor, to=group)


@transaction.atomic
def let_in(*, case: Case, person: User, by: User) -> None:
    """Name one more person of the unit in a restricted or sealed case."""
    case = _narrow(case, by)
    (person,) = _named(case, [person])
    for anchor in anchors_of(case):
        grant(on=anchor, to=_group_for(case, person), permissions=PERMISSIONS, purpose=NAMED, by=by)


@transaction.atomic
def put_out(*, case: Case, person: User, by: User) -> None:
    """End what one named person holds on a restricted or sealed case. Nobody puts themselves out, or the lead."""
    case = _narrow(case, by)
    if person.pk in (by.pk, case.lead_officer_id):
        raise ValidationError({"person": _("You and the lead officer keep access. Assign another lead officer first.")})
    _end_all(case, person)


@transaction.atomic
def exclude_person(*, case: Case, who: User, by: User) -> Case:
    """Shut one person out of a case: beats every grant and every role, and reaches every row of it (exclusions.sql).

    Raises ValidationError for oneself.
    """
    case = policy.fetch(Case, viewer=by, action="cases.exclude_person", pk=case.pk, lock=True)
    if who.pk == by.pk:
        raise ValidationError({"who": _("You cannot exclude yourself. Hand the case over first.")})
    group = private_group(who)
    if group in case.excluded_groups:
        raise TransitionRefused(_("This person is already excluded."))
    if case.lead_officer_id == who.pk:
        case.lead_officer = by
    _end_all(case, who)
    case.excluded_groups = sorted({*case.excluded_groups, group})
    case.last_moved_at = timezone.now()
    case.save(update_fields=["excluded_groups", "last_moved_at", "lead_officer"])
    return case


def excluded_people(case: Case) -> list[User]:
    """Who is shut out, for those who are inside."""
    if not case.excluded_groups:
        return []
    return list(
        User.objects.filter(groups__in=case.excluded_groups).select_related("agency").order_by(ByName("full_name"))
    )


def open_wider(approval: Approval, by: User) -> None:
    """The way back, once two people agreed: to the unit, or from sealed to restricted. Exclusions stay."""
    case = approval.case
    target = approval.params.get("to", Compartment.AGENCY)
    if target == Compartment.AGENCY:
        groups = [case.agency.group_id]
    else:
        supervisors = policy.who_may("cases.decide_approval", case).filter(agency_id=case.agency_id)
        groups = [person.personal_group_id for person in supervisors]
    case.compartment, case.last_moved_at = target, timezone.now()
    case.save(update_fields=["compartment", "last_moved_at"])
    for anchor in anchors_of(case):
        for group in groups:
            grant(on=anchor, to=group, permissions=PERMISSIONS, purpose=OWN_CASE, by=by)


def readmit(approval: Approval, by: User) -> None:
    case = approval.case
    who = User.objects.get(pk=str(approval.subject))
    case.excluded_groups = [group for group in case.excluded_groups if group != private_group(who)]
    case.last_moved_at = timezone.now()
    case.save(update_fields=["excluded_groups", "last_moved_at"])


def _narrow(case: Case, by: User) -> Case:
    found: Case = policy.fetch(Case, viewer=by, action="cases.let_in", pk=case.pk, lock=True)
    if found.compartment == Compartment.AGENCY:
        raise TransitionRefused(_("The whole unit has access to this case. Restrict or seal it first."))
    return found


def _named(case: Case, people: Iterable[User]) -> list[User]:
    named = list(people)
    if any(not may_work(person, case) for person in named):
        raise ValidationError({"people": _("Only unit staff can be named.")})
    if set(private_groups(named).values()) & set(case.excluded_groups):
        raise ValidationError({"people": _("One of these people is excluded from this case.")})
    return named


def _group_for(case: Case, person: User) -> int:
    """Sealed cases hang on the private group, which no delegation hands on."""
    return private_group(person) if case.compartment == Compartment.SEALED else person.personal_group_id


def _end_all(case: Case, person: User) -> None:
    for anchor in anchors_of(case):
        for group in (person.personal_group_id, private_group(person)):
            end_grant(on=anchor, to=group)
