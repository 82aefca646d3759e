"""A hold keeps a case from being disposed of and its people from being erased, until two people lift it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from cases.keeping.models import LIFT_HOLD, Hold, HoldGround, ReportHold
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval


@transaction.atomic
def place_hold(*, case: Case, ground: str, reason: str, by: User) -> Hold:
    """Nothing of this case is disposed of from now on. One person is enough: keeping can be undone. Several may stand.

    Raises ValidationError by field.
    """
    case = policy.fetch(Case, viewer=by, action="cases.place_hold", pk=case.pk, lock=True)
    wrong: dict[str, str] = {}
    if ground not in HoldGround.values:
        wrong["ground"] = _("“%(code)s” is not in the list.") % {"code": ground}
    if not reason.strip():
        wrong["reason"] = _("Say why it must be kept.")
    if wrong:
        raise ValidationError(wrong)
    return Hold.objects.create(
        case=case, ground=ground, reason=reason.strip(), placed_by=by, placed_at=timezone.now()
    )  # fmt: skip


def is_held(*cases: Case) -> bool:
    """Whether a hold stands on one of them, or on a report that is part of it: that hold came along."""
    on_reports = ReportHold.objects.standing().filter(report__case__in=cases)
    return bool(Hold.objects.standing().filter(case__in=cases).exists() or on_reports.exists())


@transaction.atomic
def ask_to_lift(*, hold: Hold, reason: str, by: User) -> Approval:
    """Ask a second person to lift it; their yes does it. Raises TransitionRefused where it is lifted already."""
    row: Hold = policy.fetch(Hold, viewer=by, action="cases.place_hold", pk=hold.pk)
    if row.lifted_at is not None:
        raise TransitionRefused(_("This hold has already been lifted."))
    return approvals.request(LIFT_HOLD, row, reason, by)


def lift_as_agreed(approval: Approval, by: User) -> None:
    row: Hold = policy.fetch(Hold, viewer=by, action="cases.place_hold", pk=approval.subject, lock=True)
    if row.lifted_at is not None:
        raise TransitionRefused(_("This hold has already been lifted."))
    row.lifted_by, row.lifted_at = by, timezone.now()
    row.save(update_fields=["lifted_by", "lifted_at"])
