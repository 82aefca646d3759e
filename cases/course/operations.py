"""The course of a case: its lead, its summary and elements, its stages, its end and its new beginning."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from cases.danger.operations import danger_closes
from cases.insiders.operations.compartments import let_in
from cases.material.models import Note
from cases.material.note_words import REOPENED
from cases.record.codelists import UnknownCode, codelist
from cases.record.models import NEXT_STAGES, Case, Compartment, Stage
from cases.two_people import operations as approvals
from cases.two_people.models import Approval

# What takes a second person here (`registrations`).
CLOSE = "close_not_trafficking"


@transaction.atomic
def assign_lead(*, case: Case, lead: User, by: User) -> Case:
    """Put a case on somebody's desk (supervisor); a report that nobody had is under investigation from then on.

    In a case of named people this names the lead. Raises ValidationError for somebody who does not work in the unit.
    """
    case = policy.fetch(Case, viewer=by, action="cases.assign_lead", pk=case.pk, lock=True)
    if not lead.is_active or lead.agency_id != case.agency_id or not policy.rule("cases.take_case").open_to(lead):
        raise ValidationError({"lead": _("Only unit staff can lead the case.")})
    if case.compartment != Compartment.AGENCY:
        let_in(case=case, person=lead, by=by)
    return _led(case, lead)


@transaction.atomic
def take_case(*, case: Case, by: User) -> Case:
    """Take a case that nobody leads onto one's own desk. Raises TransitionRefused where somebody has it."""
    case = policy.fetch(Case, viewer=by, action="cases.take_case", pk=case.pk, lock=True)
    if case.lead_officer_id is not None:
        raise TransitionRefused(_("This case already has a lead officer. A supervisor can hand it over."))
    return _led(case, by)


def _led(case: Case, lead: User) -> Case:
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is closed. Reopen it first."))
    if case.stage == Stage.REPORTED:
        case.stage = Stage.INVESTIGATION
    case.lead_officer, case.last_moved_at = lead, timezone.now()
    case.save(update_fields=["lead_officer", "stage", "last_moved_at"])
    return case


@transaction.atomic
def update_summary(*, case: Case, summary: str, region: str, version: int, by: User) -> Case:
    """Say in a few sentences what the case is about. Raises StaleRecord with both texts when somebody was faster."""
    case = _locked(case, by)
    if case.version != version:
        raise StaleRecord({"summary": case.summary}, {"summary": summary})
    case.summary, case.region = summary, region
    _store(case, "summary", "region")
    return case


@transaction.atomic
def update_elements(
    *, case: Case, acts: Iterable[str], means: Iterable[str], purposes: Iterable[str], version: int, by: User
) -> Case:
    """Record act, means and purpose (Palermo Protocol art. 3). Raises ValidationError for a code that is no value."""
    case = _locked(case, by)
    if case.version != version:
        raise StaleRecord()
    for field, codes, name in (
        ("acts", acts, "act"),
        ("means", means, "means_palermo"),
        ("purposes", purposes, "exploitation"),
    ):
        try:
            setattr(case, field, list(codelist(name).check(codes)))
        except UnknownCode as unknown:
            raise ValidationError({field: str(unknown)}) from unknown
    _store(case, "acts", "means", "purposes")
    return case


def _locked(case: Case, by: User) -> Case:
    found: Case = fetch(Case, viewer=by, action="cases.edit_summary", pk=case.pk, lock=True)
    return found


def _store(case: Case, *fields: str) -> None:
    case.version, case.last_moved_at = case.version + 1, timezone.now()
    case.save(update_fields=[*fields, "version", "last_moved_at"])


NOT_TRAFFICKING = "not_trafficking"


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
        approvals.require(CLOSE, case, by)
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


def close_as_agreed(approval: Approval, by: User) -> None:
    """With the yes of the second person the case is closed, in the words of who asked."""
    if approval.case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is already closed."))
    _closed(approval.case, NOT_TRAFFICKING, approval.reason, by)


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
