"""Held, asked for by one and agreed by another, disposed of: what is kept by itself (`cases.keeping.alone`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.access.path import grant_model
from carisecure.access.two_people import operations as two_people
from carisecure.access.two_people.kinds import kind_of
from carisecure.access.two_people.operations import ApprovalNeeded
from carisecure.audit.record import record
from cases.keeping.models import DISPOSAL, LIFT_HOLD, DisposalGround

if TYPE_CHECKING:
    from carisecure.access.models import Walled
    from carisecure.accounts.models import User
    from cases.keeping.alone import Keeping
    from cases.keeping.models import KeptApproval, KeptDisposal, KeptHold


@transaction.atomic
def place_hold(keeping: Keeping, obj: Walled, *, reason: str, by: User) -> KeptHold:
    """Neither erased nor disposed of from now on. One person is enough: keeping can be undone. Several may stand."""
    found = _held(keeping, obj, by)
    _not_gone(keeping, found, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it must be kept.")})
    facts = {keeping.name: found, "reason": reason.strip(), "placed_by": by, "placed_at": timezone.now()}
    made: KeptHold = keeping.holds._default_manager.create(**facts)
    return made


def is_held(keeping: Keeping, obj: Walled, by: User) -> bool:
    """For whoever has locked it, or is about to ask again when it matters."""
    return bool(keeping.rows(keeping.holds, obj, by).filter(lifted_at=None).exists())


@transaction.atomic
def ask_to_lift(keeping: Keeping, hold: KeptHold, *, reason: str, by: User) -> KeptApproval:
    """Ask a second person to lift it; their yes does it. Raises TransitionRefused where it is lifted already."""
    row: KeptHold = policy.fetch(keeping.holds, viewer=by, action=keeping.action, pk=hold.pk)
    if row.lifted_at is not None:
        raise TransitionRefused(_("This hold has already been lifted."))
    return ask(keeping, LIFT_HOLD, keeping.of(row), reason=reason, by=by, subject=row.pk)


def lift_as_agreed(keeping: Keeping) -> Callable[[Any, User], None]:
    """What the yes to lifting a hold does."""

    def lift(approval: KeptApproval, by: User) -> None:
        row: KeptHold = policy.fetch(keeping.holds, viewer=by, action=keeping.action, pk=approval.subject, lock=True)
        if row.lifted_at is not None:
            raise TransitionRefused(_("This hold has already been lifted."))
        row.lifted_by, row.lifted_at = by, timezone.now()
        row.save(update_fields=["lifted_by", "lifted_at"])

    return lift


@transaction.atomic
def ask(
    keeping: Keeping,
    kind: str,
    obj: Walled,
    *,
    reason: str,
    by: User,
    subject: uuid.UUID | None = None,
    params: dict[str, Any] | None = None,
) -> KeptApproval:
    """Ask for it. Raises TransitionRefused where it is asked for already, ValidationError without a reason."""
    found = _held(keeping, obj, by)
    row = keeping.asked(**{keeping.name: found}, kind=kind, subject=subject, params=params or {}, reason=reason)
    alike = keeping.rows(keeping.asked, found, by).filter(kind=kind, subject=subject)
    return two_people.ask(row, alike=alike, by=by)


@transaction.atomic
def decide(keeping: Keeping, approval: KeptApproval, *, granted: bool, by: User, answer: str = "") -> KeptApproval:
    """Yes or no to what somebody else asked for; what is done with a yes, is done."""
    if not granted:
        two_people.check_refusal(answer)
    row: KeptApproval = policy.fetch(keeping.asked, viewer=by, action=keeping.action, pk=approval.pk, lock=True)
    _held(keeping, keeping.of(row), by)
    row = two_people.decide(row, granted=granted, by=by, answer=answer)
    if granted:
        two_people.carry_out(row, by)
    return row


def require(keeping: Keeping, kind: str, obj: Walled, by: User) -> KeptApproval:
    """The yes that this act needs, used up with it; `by` asked for it or gave it. Raises ApprovalNeeded."""
    rows = keeping.rows(keeping.asked, obj, by).filter(Q(requested_by=by) | Q(decided_by=by))
    found: KeptApproval = two_people.take(rows, kind_of(keeping.asked, kind))
    return found


def stands(keeping: Keeping, kind: str, obj: Walled, by: User) -> bool:
    """Whether `require` would let this act through now."""
    rows = keeping.rows(keeping.asked, obj, by).filter(Q(requested_by=by) | Q(decided_by=by))
    return bool(two_people.standing(rows, kind_of(keeping.asked, kind)).exists())


@transaction.atomic
def ask_for_disposal(keeping: Keeping, obj: Walled, *, ground: str, reason: str, by: User) -> KeptApproval:
    """Ask a second person. `reason` outlives everything else: it holds the rule or the order, and no name.

    Raises TransitionRefused while something keeps it, ValidationError by field.
    """
    found = _held(keeping, obj, by)
    if ground not in DisposalGround.values:
        raise ValidationError({"ground": _("“%(code)s” is not in the list.") % {"code": ground}})
    _check(keeping, found, ground, by)
    return ask(keeping, DISPOSAL, found, reason=reason, by=by, params={"ground": ground})


@transaction.atomic
def dispose(keeping: Keeping, obj: Walled, *, by: User) -> KeptDisposal:
    """Destroy its keys, for good: by who asked or who agreed. A stub stays, and every right but that to see it ends.

    Raises ApprovalNeeded, TransitionRefused.
    """
    found = _held(keeping, obj, by)
    approval = require(keeping, DISPOSAL, found, by)
    _check(keeping, found, approval.params["ground"], by)
    if approval.decided_by is None:
        raise ApprovalNeeded(kind_of(keeping.asked, DISPOSAL))
    row: KeptDisposal = keeping.disposals(
        **{keeping.name: found, "approval": approval}, ground=approval.params["ground"], reason=approval.reason,
        asked_by=approval.requested_by, agreed_by=approval.decided_by, disposed_at=timezone.now(),
        counts=keeping.count(found, by),
    )  # fmt: skip
    row.save(force_insert=True)
    keeping.destroy(found, by)
    table = keeping.anchor._meta.db_table
    record(
        f"{keeping.name}.disposed", table=table, object_id=found.pk,
        detail={"approval": approval.pk, "asked_by": row.asked_by_id, "agreed_by": row.agreed_by_id, "done_by": by.pk,
                "ground": row.ground, "counts": row.counts},
    )  # fmt: skip
    return row


def leave_the_stub(*anchors: Walled) -> None:
    """Whoever held these still sees that they were there, and does nothing more with them."""
    for anchor in anchors:
        grants = grant_model(type(anchor))._default_manager.filter(content_object_id=anchor.pk)
        for group in list(grants.values_list("group_id", flat=True).distinct()):
            end_grant(on=anchor, to=group, permissions=("change", "see_identity"))


def _held(keeping: Keeping, obj: Walled, by: User) -> Any:
    return policy.fetch(keeping.anchor, viewer=by, action=keeping.action, pk=obj.pk, lock=True)


def _not_gone(keeping: Keeping, obj: Walled, by: User) -> None:
    if keeping.rows(keeping.disposals, obj, by).exists():
        raise TransitionRefused(_("Already disposed of."))


def _check(keeping: Keeping, obj: Walled, ground: str, by: User) -> None:
    _not_gone(keeping, obj, by)
    if why := keeping.why_not_yet(obj, by):
        raise TransitionRefused(why)
    if is_held(keeping, obj, by):
        raise TransitionRefused(_("A hold is in force. Two people must lift it first."))
    until = keeping.until(obj)
    if ground == DisposalGround.RETENTION and until is not None and timezone.localdate() < until:
        raise TransitionRefused(_("Must be kept until %(day)s.") % {"day": until.isoformat()})
