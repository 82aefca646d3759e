"""Two people in a case: one asks, somebody else decides, and only then it is done (`carisecure.access.two_people`).

    approvals.request(kind, obj, reason, by)      somebody wants it; a supervisor of the case is asked
    approvals.approve(approval, by)               somebody else says yes; what a room registered for it, is done
    approvals.require(kind, obj, by)              inside the operation itself: raises ApprovalNeeded, or uses the yes up

`obj` is a case, or something of a case (its `case` is asked, its id becomes the subject).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.access.models import Walled
from carisecure.access.two_people import operations as two_people
from carisecure.access.two_people.kinds import kind_of
from carisecure.access.two_people.operations import ApprovalNeeded, may_decide
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.record.models import Case, Compartment, Involvement, Person
from cases.two_people.kinds import ASKS, DECIDES
from cases.two_people.models import Approval

__all__ = [
    "ApprovalNeeded", "approve", "first_to_ask", "may_decide", "refuse", "request", "require", "require_own",
    "standing", "stands",
]  # fmt: skip


@transaction.atomic
def request(
    kind: str,
    obj: Walled,
    reason: str,
    by: User,
    *,
    params: dict[str, Any] | None = None,
    subject: uuid.UUID | None = None,
    receiver: str = "",
) -> Approval:
    """Ask for it. Raises TransitionRefused where it is asked for already, ValidationError without a reason."""
    case, about = _about(obj, by)
    case = policy.fetch(Case, viewer=by, action=ASKS, pk=case.pk, lock=True)
    row = Approval(
        case=case,
        kind=kind,
        subject=subject or about,
        params=params or {},
        reason=reason,
        receiver=receiver.strip(),
        asked_of=first_to_ask(case, by),
    )
    alike = Approval.objects.filter(case=case, kind=kind, subject=row.subject)
    return two_people.ask(row, alike=alike, by=by)


@transaction.atomic
def approve(approval: Approval, by: User, *, answer: str = "") -> Approval:
    """Say yes to what somebody else asked for, and do it where it is done with the yes."""
    approval = _decide(approval, by, granted=True, answer=answer)
    two_people.carry_out(approval, by)
    return approval


@transaction.atomic
def refuse(approval: Approval, by: User, *, answer: str) -> Approval:
    """Say no to what somebody else asked for, and why."""
    two_people.check_refusal(answer)
    return _decide(approval, by, granted=False, answer=answer)


def require(kind: str, obj: Walled, by: User) -> Approval:
    """The yes that this act needs, used up with it. `by` asked for it or gave it; the act is in the same transaction.

    Raises ApprovalNeeded.
    """
    case, subject = _about(obj, by)
    rows = _seen(by).filter(Q(requested_by=by) | Q(decided_by=by), case=case, subject=subject)
    found: Approval = two_people.take(rows, kind_of(Approval, kind))
    return found


def require_own(kind: str, approval: uuid.UUID, by: User) -> Approval:
    """As `require`, for what is given to the one who asked and to nobody else: this very yes."""
    found: Approval = two_people.take(_seen(by).filter(pk=approval, requested_by=by), kind_of(Approval, kind))
    return found


def standing(kind: str, by: User) -> Any:
    """What somebody agreed to and may still be used, in the cases that `by` sees."""
    return two_people.standing(_seen(by), kind_of(Approval, kind))


def _seen(by: User) -> Any:
    return Approval.objects.visible_to(by, "cases.view_access")


def stands(kind: str, obj: Walled, by: User) -> bool:
    """Whether `require` would let this act through now."""
    try:
        with transaction.atomic():
            require(kind, obj, by)
            transaction.set_rollback(True)
    except ApprovalNeeded:
        return False
    return True


def first_to_ask(case: Case, by: User) -> User | None:
    """Whom to ask first; nobody where nobody else may decide (the page says so)."""
    people = policy.who_may(DECIDES, case).exclude(pk=by.pk)
    if case.compartment != Compartment.SEALED:
        people = people.filter(role=Role.SUPERVISOR)
    return people.order_by("username").first()


def _decide(approval: Approval, by: User, *, granted: bool, answer: str) -> Approval:
    row: Approval = policy.fetch(Approval, viewer=by, action=DECIDES, pk=approval.pk, lock=True)
    row.case = policy.fetch(Case, viewer=by, action=DECIDES, pk=row.case_id, lock=True)
    return two_people.decide(row, granted=granted, by=by, answer=answer)


def _about(obj: Walled, by: User) -> tuple[Case, uuid.UUID | None]:
    """The case that is asked about, and what within it; NotVisible for somebody who is in no case that `by` sees."""
    if isinstance(obj, Case):
        return obj, None
    if isinstance(obj, Person):
        seen = Involvement.objects.visible_to(by, "cases.view_person").filter(person_id=obj.pk, case__isnull=False)
        involvement = seen.order_by("created_at", "pk").first()
        case_id = involvement.case_id if involvement is not None else None
    else:
        case_id = getattr(obj, "case_id", None)
    case = Case.objects.visible_to(by, "cases.view_case").filter(pk=case_id).first() if case_id else None
    if case is None:
        raise NotVisible
    return case, obj.pk
