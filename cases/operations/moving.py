"""A case moves: the diary's clock, its stages, its end and its new beginning."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from cases.codelists import codelist
from cases.models import Approval, ApprovalKind, Case, Note, Stage
from cases.models.case import NEXT_STAGES
from cases.note_words import REOPENED
from cases.operations import approvals
from cases.operations.danger import danger_closes

NOT_TRAFFICKING = "not_trafficking"


def case_moved(case: Case, by: User) -> None:
    """Something happened that a case diary would record: set the clock that lists of idle cases count from.

    For the operations of every room. It changes nothing where `by` may not change the case (a care organisation's
    answer to a referral does not move a case that it cannot see).
    """
    now = timezone.now()
    if Case.objects.visible_to(by, "cases.move_stage").filter(pk=case.pk).update(last_moved_at=now):
        case.last_moved_at = now


@transaction.atomic
def change_stage(*, case: Case, stage: str, by: User) -> Case:
    """Move the investigation to its next stage; raises TransitionRefused where that stage cannot follow.

    Closing and reopening have operations of their own, because they ask for a reason.
    """
    case = fetch(Case, viewer=by, action="cases.move_stage", pk=case.pk, lock=True)
    if stage in (Stage.CLOSED, Stage.REOPENED) or stage not in NEXT_STAGES[case.stage]:
        raise TransitionRefused(
            _("The case is “%(stage)s”: this step is not possible now.") % {"stage": case.get_stage_display()}
        )
    case.stage, case.last_moved_at = stage, timezone.now()
    case.save(update_fields=["stage", "last_moved_at"])
    return case


@transaction.atomic
def close_case(*, case: Case, reason: str, note: str, by: User) -> Case:
    """End the investigation with a reason (list `closure_reason`). Everything in the file stays.

    Raises ApprovalNeeded where nobody else has agreed to call an opened case "not trafficking".
    """
    case = fetch(Case, viewer=by, action="cases.close_case", pk=case.pk, lock=True)
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is already closed."))
    if reason not in codelist("closure_reason"):
        raise ValidationError({"reason": _("“%(code)s” is not a reason in the list.") % {"code": reason}})
    if takes_two(case, reason):
        approvals.require(ApprovalKind.CLOSE, case, by)
    return _closed(case, reason, note, by)


def takes_two(case: Case, reason: str) -> bool:
    """An investigation that was opened is not called "not trafficking" by one person; a report is, in triage."""
    return reason == NOT_TRAFFICKING and case.stage != Stage.REPORTED


def _closed(case: Case, reason: str, note: str, by: User) -> Case:
    danger_closes(case, by)
    case.stage, case.closed_on = Stage.CLOSED, timezone.localdate()
    case.closure_reason, case.closure_note, case.last_moved_at = reason, note, timezone.now()
    case.save(
        update_fields=[
            "stage",
            "closed_on",
            "closure_reason",
            "closure_note",
            "last_moved_at",
            "danger_since",
            "danger_note",
        ]
    )
    return case


def _close_as_agreed(approval: Approval, by: User) -> None:
    """With the yes of the second person the case is closed, in the words of who asked."""
    if approval.case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is already closed."))
    _closed(approval.case, NOT_TRAFFICKING, approval.reason, by)


approvals.carry_out(ApprovalKind.CLOSE, _close_as_agreed)


@transaction.atomic
def reopen_case(*, case: Case, note: str, by: User) -> Case:
    """Open a closed investigation again. Why it was closed, and why it opens, stays in the notes."""
    case = fetch(Case, viewer=by, action="cases.reopen_case", pk=case.pk, lock=True)
    if case.stage != Stage.CLOSED:
        raise TransitionRefused(_("The case is not closed."))
    was = codelist("closure_reason").get(case.closure_reason).label
    text = _(REOPENED) % {
        "day": case.closed_on, "reason": was, "was": case.closure_note, "note": note,
    }  # fmt: skip
    Note.objects.create(case=case, added_by=by, text=text)
    case.stage, case.closed_on, case.closure_reason, case.closure_note = Stage.REOPENED, None, "", ""
    case.last_moved_at = timezone.now()
    case.save(update_fields=["stage", "closed_on", "closure_reason", "closure_note", "last_moved_at"])
    return case
