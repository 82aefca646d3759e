"""Approvals to give, and answers to one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList, now
from carisecure.access.policy import rule
from carisecure.access.two_people.kinds import kind_of
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.danger.queries import danger_word
from cases.record.models import Case
from cases.record.worklist import WorkItem
from cases.two_people import operations as approvals
from cases.two_people.models import Approval

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """One approval on the supervisor's page."""

    approval: Approval
    case: Case
    is_asked_of_me: bool


def approvals_to_decide(viewer: User) -> list[Waiting]:
    """What this person may decide now, those asked of them first; one query."""
    rows = (
        Approval.objects.visible_to(viewer, "cases.decide_approval")
        .filter(decided_at=None)
        .exclude(requested_by=viewer)
        .select_related("case", "requested_by", "asked_of")
        .order_by("requested_at")[:MOST]
    )
    found = [Waiting(row, row.case, row.asked_of_id == viewer.pk) for row in rows if approvals.may_decide(viewer, row)]
    return sorted(found, key=lambda line: not line.is_asked_of_me)


def approval_rows(user: User) -> list[Any] | None:
    """Asked of this person; and what they asked for themselves, once there is an answer and something is left to do.

    A supervisor has what is asked of them under *Approvals waiting* on the same page.
    """
    return [_approvals(user)] if rule("cases.ask_approval").open_to(user) else None


@KeptList
def _approvals(user: User) -> QuerySet[Approval]:
    rows = Approval.objects.visible_to(user, "cases.view_access").select_related("case", "decided_by")
    mine = Q(requested_by=user, is_granted=True, used_at=None, good_until__gt=now())
    wanted = mine if user.role == Role.SUPERVISOR else mine | Q(asked_of=user, decided_at=None)
    found: QuerySet[Approval] = rows.filter(wanted).order_by("requested_at")[:MOST]
    return found


def approvals_of(user: User, rows: Iterable[Approval]) -> Iterable[WorkItem]:
    for row in rows:
        what = {"what": row.words, "ref": row.case.called}
        url = reverse("cases:approval", args=[row.pk])
        if row.is_waiting:
            title = _("Decide on %(ref)s: %(what)s") % what
            yield WorkItem(title, url, due_at=row.answer_due_at, urgent=danger_word(row.case))
        elif kind_of(Approval, row.kind).carry_out is None:
            title = _("Approved, %(ref)s: %(what)s") % what
            yield WorkItem(
                title,
                url,
                detail=_("Valid until the day shown."),
                due_at=row.good_until,
                urgent=danger_word(row.case),
            )
