"""The unit answers a referral that came in: takes it up or not, and tells the sender what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.grants import end_grant
from cases.intake.operations.taking_up import take_up_involvement
from cases.record.models import CaseGrant
from screening.contact.operations import hold_person
from screening.referral.models import Direction, Referral, ReferralState
from screening.referral.operations.history import as_recipient, end_recipient, locked, move
from screening.referral.operations.refer_out import read_referral

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Case

ACTION = "screening.handle_inbound"
DANGER_NOW = "danger_now"  # of the list `urgent_ground`


@transaction.atomic
def take_up_referral(*, referral: Referral, by: User, case: Case | None = None) -> Case:
    """Take a person up: into `case`, or into a new one. The sender sees that, and nothing of the case.

    Where the case is for named people only, the rest of the unit lets go of the person too.
    """
    referral = _decide(referral, by)
    official = referral.is_official_involved
    taken = take_up_involvement(
        involvement=referral.involvement,
        case=case,
        is_official_involved=official,
        danger=referral.urgent_reason if referral.urgent_ground == DANGER_NOW else None,
        by=by,
    )
    move(referral, ReferralState.TAKEN_UP, by=by)
    if not CaseGrant.objects.filter(content_object=taken, group_id=referral.to_group_id).exists():
        end_grant(on=referral.involvement, to=referral.to_group_id)
    return taken


@transaction.atomic
def decline_take_up(*, referral: Referral, reason: str, note: str, by: User) -> Referral:
    """Say no, and why: the sender reads reason and note. The unit keeps what it decided on."""
    referral = _decide(referral, by)
    if not reason or not note.strip():
        raise ValidationError({"note": _("The sender reads this answer: say why, in one sentence.")})
    referral.decision_reason, referral.decision_note = reason, note
    referral.closed_at = timezone.now()
    move(referral, ReferralState.NOT_TAKEN_UP, by=by)
    return referral


@transaction.atomic
def report_outcome(*, referral: Referral, outcome: str, note: str, by: User) -> Referral:
    """Tell the sender what became of a referral that was accepted or taken up; this closes it.

    Out: the agency of care reports. In: the unit reports, in words chosen for the sender.
    """
    action = ACTION if referral.direction == Direction.IN else "screening.answer_referral"
    referral = locked(referral, by=by, action=action)
    as_recipient(referral, by=by, action=action)
    if not outcome:
        raise ValidationError({"outcome": _("Choose the outcome.")})
    referral.outcome, referral.outcome_note, referral.closed_at = outcome, note, timezone.now()
    move(referral, ReferralState.CLOSED, by=by)
    if referral.direction == Direction.OUT:
        end_recipient(referral)
    return referral


def _decide(referral: Referral, by: User) -> Referral:
    hold_person(referral.involvement_id, by=by, action=ACTION)
    referral = locked(referral, by=by, action=ACTION)
    as_recipient(referral, by=by, action=ACTION)
    if referral.state == ReferralState.SENT:
        referral = read_referral(referral=referral, by=by)
    referral.decided_at, referral.decided_by = timezone.now(), by
    return referral
