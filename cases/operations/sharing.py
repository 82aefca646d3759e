"""Who is let into a case. A grant on the case is a grant on each of its people, and ends with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group, private_groups
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import end_grant, grant
from carisecure.access.models import PERMISSIONS, Walled
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.models import Case, Compartment, Involvement

OWN_CASE = "own case"
NAMED = "named person"


def unit_groups(case: Case, by: User) -> list[int]:
    """The groups that hold a new case: the unit's; the maker's and the supervisors' own where it is restricted; the
    maker's private one, and nobody's besides, where it is sealed.
    """
    if case.compartment == Compartment.AGENCY:
        return [by.agency.group_id]
    if case.compartment == Compartment.SEALED:
        return [private_group(by)]
    supervisors = User.objects.filter(agency_id=by.agency_id, role=Role.SUPERVISOR, is_active=True)
    return sorted({by.personal_group_id, *supervisors.values_list("personal_group_id", flat=True)})


@transaction.atomic
def share_case(
    *, case: Case, with_group: Group | int, permissions: Iterable[str] = PERMISSIONS, purpose: str, by: User
) -> None:
    """Let one more group into a case and to all of its people."""
    case = policy.fetch(Case, viewer=by, action="cases.share_case", pk=case.pk, lock=True)
    permissions = tuple(permissions)
    for anchor in anchors_of(case):
        grant(on=anchor, to=with_group, permissions=permissions, purpose=purpose, by=by)


@transaction.atomic
def restrict_case(*, case: Case, people: Iterable[User], by: User) -> Case:
    """Only these people, `by` and the unit's supervisors from now on; asking again with other people changes who.

    Partners who were sent a person of the case keep that person: what they do is care, not investigation.
    Raises ValidationError for somebody who does not work in the unit.
    """
    case = policy.fetch(Case, viewer=by, action="cases.restrict_case", pk=case.pk, lock=True)
    if case.compartment == Compartment.SEALED:
        raise TransitionRefused(_("The case is sealed. Opening it wider takes two people."))
    named = list(people)
    if any(not may_work(person, case) for person in named):
        raise ValidationError({"people": _("Only people who work in the unit can be named.")})
    case.compartment, case.last_moved_at = Compartment.RESTRICTED, timezone.now()
    case.save(update_fields=["compartment", "last_moved_at"])
    only_these(case, keep={*unit_groups(case, by), *(person.personal_group_id for person in named)}, by=by)
    return case


def only_these(case: Case, *, keep: set[int], by: User) -> None:
    """Give these groups the case and everything that follows it, and end what anybody else of the unit holds.

    For operations that have authorised and locked the case already.
    """
    leave = {case.agency.group_id, *_own_groups(case)} - keep
    for anchor in anchors_of(case):
        for group in sorted(keep):
            grant(on=anchor, to=group, permissions=PERMISSIONS, purpose=NAMED, by=by)
        for group in sorted(leave):
            end_grant(on=anchor, to=group)


def may_work(person: User, case: Case) -> bool:
    """Whether somebody can be named in a case: they work on cases, in its unit."""
    return person.is_active and person.agency_id == case.agency_id and policy.rule("cases.view_case").open_to(person)


Anchors = Callable[[Case], Iterable[Walled]]
_following: dict[str, Anchors] = {}


def follow_case(name: str, anchors: Anchors) -> None:
    """Another room's anchors that whoever holds a case holds too: `follow_case("prosecutions.matter", matters_of)`."""
    _following[name] = anchors


def anchors_of(case: Case) -> list[Walled]:
    followers = [anchor for anchors in _following.values() for anchor in anchors(case)]
    return [case, *_people_of(case), *followers]


def _people_of(case: Case) -> list[Involvement]:
    return list(Involvement.objects.filter(case=case))


def _own_groups(case: Case) -> set[int]:
    """The personal and private groups of the unit's people: who could have been named before."""
    people = list(User.objects.filter(agency_id=case.agency_id))
    return {*(person.personal_group_id for person in people), *private_groups(people).values()}
