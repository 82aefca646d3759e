"""Two people: one asks, somebody else decides, and only then it is done. One mechanism for all of it.

    approvals.request(kind, obj, reason, by)      somebody wants it; a supervisor of the case is asked
    approvals.approve(approval, by)               somebody else says yes; what a room registered for it, is done
    approvals.require(kind, obj, by)              inside the operation itself: raises ApprovalNeeded, or uses the yes up

`obj` is a case, or something of a case (its `case` is asked, its id becomes the subject).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.record.models import Case, Compartment, Involvement, Person
from cases.two_people.models import REPEATED, STANDS_FOR, STANDS_FOR_DEFAULT, Approval, ApprovalKind

CarryOut = Callable[[Approval, User], None]
_carried_out: dict[str, CarryOut] = {}


class ApprovalNeeded(TransitionRefused):
    """Nobody else has agreed yet."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(_("Needs a second person's approval: %(what)s.") % {"what": ApprovalKind(kind).label})


def carry_out(kind: str, work: CarryOut) -> None:
    """What is done with the yes itself, in its transaction; `by` is who approved. Without it the asker does it."""
    _carried_out[kind] = work


def carries_out(kind: str) -> bool:
    return kind in _carried_out


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
    case = policy.fetch(Case, viewer=by, action="cases.ask_approval", pk=case.pk, lock=True)
    if kind not in ApprovalKind.values:
        raise ValidationError(_("“%(code)s” is not in the list.") % {"code": kind})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person who decides reads it.")})
    about = subject or about
    if Approval.objects.filter(case=case, kind=kind, subject=about, decided_at=None).exists():
        raise TransitionRefused(_("Already requested, and waiting for an answer."))
    return Approval.objects.create(
        case=case,
        kind=kind,
        subject=about,
        params=params or {},
        reason=reason.strip(),
        receiver=receiver.strip(),
        requested_by=by,
        asked_of=first_to_ask(case, by),
        asked_at=timezone.now(),
    )


@transaction.atomic
def approve(approval: Approval, by: User, *, answer: str = "") -> Approval:
    """Say yes to what somebody else asked for, and do it where it is done with the yes."""
    approval = _decide(approval, by, granted=True, answer=answer)
    work = _carried_out.get(approval.kind)
    if work is not None:
        _use(approval)
        work(approval, by)
    return approval


@transaction.atomic
def refuse(approval: Approval, by: User, *, answer: str) -> Approval:
    """Say no to what somebody else asked for, and why."""
    if not answer.strip():
        raise ValidationError({"answer": _("Say why not, so that they know what to change.")})
    return _decide(approval, by, granted=False, answer=answer)


def require(kind: str, obj: Walled, by: User) -> Approval:
    """The yes that this act needs, used up with it. `by` asked for it or gave it; the act is in the same transaction.

    Raises ApprovalNeeded.
    """
    case, subject = _about(obj, by)
    rows = standing(kind, by).filter(case=case, subject=subject)
    return _used(rows.filter(Q(requested_by=by) | Q(decided_by=by)), kind)


def require_own(kind: str, approval: uuid.UUID, by: User) -> Approval:
    """As `require`, for what is given to the one who asked and to nobody else: this very yes."""
    return _used(standing(kind, by).filter(pk=approval, requested_by=by), kind)


def standing(kind: str, by: User) -> Any:
    """What somebody agreed to and may still be used, in the cases that `by` sees."""
    rows = Approval.objects.visible_to(by, "cases.view_access").filter(kind=kind, is_granted=True)
    return rows.filter(good_until__gt=timezone.now()).exclude(~Q(kind__in=REPEATED), used_at__isnull=False)


def _used(rows: Any, kind: str) -> Approval:
    found: Approval | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise ApprovalNeeded(kind)
    _use(found)
    return found


def stands(kind: str, obj: Walled, by: User) -> bool:
    """Whether `require` would let this act through now."""
    try:
        with transaction.atomic():
            require(kind, obj, by)
            transaction.set_rollback(True)
    except ApprovalNeeded:
        return False
    return True


def may_decide(user: User, approval: Approval, *, compartment: str) -> bool:
    """A supervisor who holds the case; in a sealed one, where there may be none, anybody inside. Never who asked."""
    if user.pk == approval.requested_by_id or not approval.is_waiting:
        return False
    return user.role == Role.SUPERVISOR or compartment == Compartment.SEALED


def first_to_ask(case: Case, by: User) -> User | None:
    """Whom to ask first; nobody where nobody else may decide (the page says so)."""
    people = policy.who_may("cases.decide_approval", case).exclude(pk=by.pk)
    if case.compartment != Compartment.SEALED:
        people = people.filter(role=Role.SUPERVISOR)
    return people.order_by("username").first()


def _decide(approval: Approval, by: User, *, granted: bool, answer: str) -> Approval:
    row: Approval = policy.fetch(Approval, viewer=by, action="cases.decide_approval", pk=approval.pk, lock=True)
    row.case = policy.fetch(Case, viewer=by, action="cases.decide_approval", pk=row.case_id, lock=True)
    if not row.is_waiting:
        raise TransitionRefused(_("Already decided."))
    if not may_decide(by, row, compartment=row.case.compartment):
        raise TransitionRefused(_("Somebody else must decide: a supervisor of the case who did not ask for it."))
    now = timezone.now()
    row.decided_by, row.decided_at, row.is_granted, row.answer = by, now, granted, answer.strip()
    row.good_until = now + STANDS_FOR.get(ApprovalKind(row.kind), STANDS_FOR_DEFAULT) if granted else None
    row.save(update_fields=["decided_by", "decided_at", "is_granted", "answer", "good_until"])
    return row


def _use(approval: Approval) -> None:
    approval.used_at = timezone.now()
    approval.save(update_fields=["used_at"])


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
