"""Who is inside a case, through which grant, and which emergency accesses wait for a review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import absences_lending
from carisecure.access.kept import KeptList
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.collation import name_key
from cases.danger.queries import danger_word
from cases.insiders.models import EmergencyAccess
from cases.record.models import Case, Compartment
from cases.record.worklist import WorkItem
from cases.two_people.queries import MOST

STANDS_IN = "stands_in"


@dataclass(frozen=True)
class Inside:
    """Somebody who can open a case: through which grant, by whom, since and until when.

    `why` is the grant's purpose, or `STANDS_IN`: then `by` is whom they stand in for.
    """

    person: User
    why: str
    since: datetime
    by: User
    until: datetime | None


def people_inside(case: Case) -> list[Inside]:
    """Everybody who may open the case now, with the oldest grant that lets them; for the page of those inside."""
    people = list(policy.who_may("cases.view_case", case).prefetch_related("groups"))
    held = case.grants.filter(permission__codename="view_case").filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    )
    by_group = {row.group_id: row for row in held.select_related("granted_by").order_by("-granted_at")}
    lent = {row.to_user_id: row for row in absences_lending(list(by_group)).select_related("from_user")}
    found = []
    for person in sorted(people, key=lambda p: name_key(p.full_name)):
        rows = [by_group[g.pk] for g in person.groups.all() if g.pk in by_group]
        if not rows and person.pk in lent:
            absence = lent[person.pk]
            found.append(Inside(person, STANDS_IN, absence.begins_at, absence.from_user, absence.ends_at))
        elif rows:
            row = min(rows, key=lambda r: (r.expires_at is not None, r.granted_at))
            found.append(Inside(person, row.purpose, row.granted_at, row.granted_by, row.expires_at))
    return found


def emergency_rows(user: User) -> list[Any] | None:
    """Emergency accesses that somebody else must review: those this person was told of, and every supervisor's."""
    return [_emergencies(user)] if rule("cases.review_emergency").open_to(user) else None


@KeptList
def _emergencies(user: User) -> QuerySet[EmergencyAccess]:
    rows = EmergencyAccess.objects.visible_to(user, "cases.review_emergency").select_related("case", "user")
    rows = rows.filter(reviewed_at=None).exclude(user=user)
    if user.role != Role.SUPERVISOR:
        rows = rows.filter(Q(told__contains=[user.pk]) | Q(case__compartment=Compartment.SEALED))
    found: QuerySet[EmergencyAccess] = rows.order_by("opened_at")[:MOST]
    return found


def emergencies_of(user: User, rows: Iterable[EmergencyAccess]) -> Iterable[WorkItem]:
    for row in rows:
        title = _("Review: %(name)s opened %(ref)s in an emergency") % {
            "name": row.user.full_name, "ref": row.case.reference,
        }  # fmt: skip
        url = reverse("cases:emergency_review", args=[row.pk])
        yield WorkItem(title, url, due_at=row.review_due_at, urgent=danger_word(row.case))
