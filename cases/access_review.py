"""The quarterly question: who can still see what by name, why, and since when. Kept for a quarter, or ended."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.accounts.models import User
from cases.models import Case, CaseGrant
from cases.operations.sharing import anchors_of

QUARTER = dt.timedelta(days=91)
MOST = 100


@dataclass(frozen=True)
class Line:
    """One person in one case. `grant_id` names the line; it opens nothing."""

    grant_id: int
    case: Case
    person: User
    purpose: str
    since: dt.datetime
    granted_by: User
    until: dt.datetime | None
    key: uuid.UUID = field(default_factory=uuid.uuid4)  # of the form on this line: a double click is one answer


def lines_for(viewer: User) -> list[Line]:
    """What this supervisor may see of it, the oldest first: grants by name that nobody looked at for a quarter."""
    due = timezone.now() - QUARTER
    grants = _named(viewer).filter(granted_at__lt=due).exclude(kept_at__gte=due)
    rows = list(grants.select_related("content_object", "granted_by").order_by("granted_at")[:MOST])
    people = {
        group: person
        for person in User.objects.filter(groups__in={row.group_id for row in rows}).prefetch_related("groups")
        for group in (g.pk for g in person.groups.all())
        if group != person.agency_id
    }
    return [
        Line(
            row.pk,
            row.content_object,
            people[row.group_id],
            row.purpose,
            row.granted_at,
            row.granted_by,
            row.expires_at,
        )
        for row in rows
        if row.group_id in people
    ]


@transaction.atomic
def keep_or_end(*, grant_id: int, keep: bool, by: User) -> None:
    """Keep a line for another quarter, or end what it gives on the case and on everything that follows the case.

    Raises NotVisible for a line of a case that `by` does not see, TransitionRefused for its lead officer's.
    """
    policy.require(by, "cases.review_access")
    found = _named(by).filter(pk=grant_id).select_related("content_object").select_for_update(of=("self",)).first()
    if found is None:
        raise NotVisible
    if keep:
        found.kept_at, found.kept_by = timezone.now(), by
        found.save(update_fields=["kept_at", "kept_by"])
        return
    case = found.content_object
    policy.require(by, "cases.assign_lead", case)
    if case.lead_officer_id is not None and found.group_id == case.lead_officer.personal_group_id:
        raise TransitionRefused(_("This is the lead officer of the case. Assign somebody else first."))
    for anchor in anchors_of(found.content_object):
        end_grant(on=anchor, to=found.group_id)


def _named(viewer: User):  # type: ignore[no-untyped-def]  # a queryset of grants, narrowed
    seen = Case.objects.visible_to(viewer, "cases.view_case").values("pk")
    return CaseGrant.objects.filter(content_object__in=seen, permission__codename="view_case").exclude(
        group__agency__isnull=False
    )
