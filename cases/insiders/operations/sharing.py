"""Who is let into a case. A grant on the case is a grant on each of its people, and ends with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.delegation import private_group, private_groups
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import end_grant, grant
from carisecure.access.models import PERMISSIONS, Walled
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.collation import ByName
from carisecure.countries.packs import pack
from cases.insiders.models import GRANT
from cases.record.models import Case, CaseGrant, Compartment, Involvement
from cases.record.operations import leaves_the_unit
from cases.two_people import operations as approvals
from cases.two_people.models import Approval

OWN_CASE = "own case"
NAMED = "named person"
SHARED = "another unit"

LONGEST_SHARE = dt.timedelta(days=92)


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


class Level(models.TextChoices):
    """What somebody of another unit is let into; always with a last day, and never writing: whoever may change a case
    may seal it, exclude from it and decide in it.
    """

    READ = "read", gettext_lazy("Read the case, with labels instead of names")
    NAMES = "names", gettext_lazy("Read the case, with names")


_PERMISSIONS_OF: dict[str, tuple[str, ...]] = {Level.READ: ("view",), Level.NAMES: ("view", "see_identity")}


@transaction.atomic
def ask_to_share(*, case: Case, person: User, level: str, until: dt.date, reason: str, by: User) -> Approval:
    """Ask a second person to let somebody of another unit into a case, to its people and to what follows it.

    The yes lets them in (`share_as_agreed`). `until` is their last day, in the country's zone; at most three months
    ahead. An assignment, a referral or a submission is not asked for here: those are the ordinary flow. Raises
    ValidationError.
    """
    case = policy.fetch(Case, viewer=by, action="cases.share_case", pk=case.pk, lock=True)
    leaves_the_unit(case)
    wrong: dict[str, str] = {}
    if level not in Level.values:
        wrong["level"] = _("“%(code)s” is not in the list.") % {"code": level}
    if not timezone.localdate() <= until <= timezone.localdate() + LONGEST_SHARE:
        wrong["until"] = _("The last day cannot be in the past or more than three months away.")
    if fault := _not_to_be_let_in(case, person):
        wrong["person"] = fault
    if wrong:
        raise ValidationError(wrong)
    params = {"to": str(person.pk), "level": level, "until": until.isoformat()}
    return approvals.request(GRANT, case, reason, by, params=params, subject=person.pk)


def receivers(case: Case) -> models.QuerySet[User]:
    """Who could be let in from outside: they work on cases, in another unit, and the case does not exclude them."""
    people = User.objects.filter(is_active=True, agency__is_active=True, role__in=policy.rule("cases.view_case").roles)
    people = people.exclude(agency_id=case.agency_id).exclude(groups__in=case.excluded_groups)
    return people.select_related("agency").order_by(ByName("full_name"))


def _not_to_be_let_in(case: Case, person: User) -> str:
    if not receivers(case).filter(pk=person.pk).exists():
        return _("Choose somebody who works on cases in another unit and is not excluded from this one.")
    return ""


def share_as_agreed(approval: Approval, by: User) -> None:
    """With the yes of the second person. What was asked is looked at again: somebody may be excluded meanwhile."""
    case = approval.case
    leaves_the_unit(case)
    person = User.objects.select_related("agency").get(pk=approval.params["to"])
    last = dt.date.fromisoformat(approval.params["until"])
    ends_at = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, pack().time_zone)
    fault = _not_to_be_let_in(case, person)
    if ends_at <= timezone.now():
        fault = _("Their last day has passed. Ask again with a later one.")
    if fault:
        raise TransitionRefused(fault)
    permissions = _PERMISSIONS_OF[approval.params["level"]]
    # Sealed cases hang on the private group, which no delegation hands on.
    to = private_group(person) if case.compartment == Compartment.SEALED else person.personal_group_id
    for anchor in anchors_of(case):
        grant(on=anchor, to=to, permissions=permissions, purpose=SHARED, by=by, expires_at=ends_at)


@transaction.atomic
def restrict_case(*, case: Case, people: Iterable[User], by: User) -> Case:
    """Only these people, `by`, the lead officer and the unit's supervisors from now on; asking again with other people
    changes who, and the lead stays until somebody else is assigned: nobody answers for a case that they cannot open.

    Partners who were sent a person of the case keep that person: what they do is care, not investigation.
    Raises ValidationError for somebody who does not work in the unit.
    """
    case = policy.fetch(Case, viewer=by, action="cases.restrict_case", pk=case.pk, lock=True)
    if case.compartment == Compartment.SEALED:
        raise TransitionRefused(_("The case is sealed. Opening it to more people needs two people."))
    named = list(people)
    if any(not may_work(person, case) for person in named):
        raise ValidationError({"people": _("Only unit staff can be named.")})
    if set(private_groups(named).values()) & set(case.excluded_groups):
        raise ValidationError({"people": _("Somebody you named is excluded from this case. End the exclusion first.")})
    case.compartment, case.last_moved_at = Compartment.RESTRICTED, timezone.now()
    case.save(update_fields=["compartment", "last_moved_at"])
    if case.lead_officer is not None and may_work(case.lead_officer, case):
        named.append(case.lead_officer)
    only_these(case, keep={*unit_groups(case, by), *(person.personal_group_id for person in named)}, by=by)
    return case


def only_these(case: Case, *, keep: set[int], by: User) -> None:
    """Give these groups the case and everything that follows it, and end what anybody else holds of the case.

    Somebody of another unit who was let in is put out with the others; a partner holds a person and no case.

    For operations that have authorised and locked the case already.
    """
    inside = CaseGrant.objects.filter(content_object=case).values_list("group_id", flat=True)
    leave = {case.agency.group_id, *_own_groups(case), *inside} - keep
    for anchor in anchors_of(case):
        for group in sorted(keep):
            grant(on=anchor, to=group, permissions=PERMISSIONS, purpose=NAMED, by=by)
        for group in sorted(leave):
            end_grant(on=anchor, to=group)


def may_work(person: User, case: Case) -> bool:
    """Whether somebody can be named in a case: they work on cases, in its unit."""
    return person.is_active and person.agency_id == case.agency_id and policy.rule("cases.view_case").open_to(person)


def anchors_of(case: Case) -> list[Walled]:
    """The case and its people. Its reports and its matters follow the grants of the case in the database."""
    return [case, *_people_of(case)]


def _people_of(case: Case) -> list[Involvement]:
    return list(Involvement.objects.filter(case=case))


def _own_groups(case: Case) -> set[int]:
    """The personal and private groups of the unit's people: who could have been named before."""
    people = list(User.objects.filter(agency_id=case.agency_id))
    return {*(person.personal_group_id for person in people), *private_groups(people).values()}
