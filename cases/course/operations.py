"""The course of a case: its lead, its summary and elements, its stages, its end and its new beginning."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.operations import correct
from carisecure.days import limits
from carisecure.days.known import KnownDay
from carisecure.interface.kept_words import say
from cases.danger.operations import danger_closes
from cases.insiders.operations.compartments import let_in
from cases.material import note_words
from cases.material.models import Note
from cases.record.codelists import UnknownCode, codelist
from cases.record.models import NEXT_STAGES, Case, CaseStageEvent, Compartment, Stage
from cases.record.stages import check_order, follow, stage_reached, standing
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
    return _led(case, lead, by)


@transaction.atomic
def take_case(*, case: Case, by: User) -> Case:
    """Take a case that nobody leads onto one's own desk. Raises TransitionRefused where somebody has it."""
    case = policy.fetch(Case, viewer=by, action="cases.take_case", pk=case.pk, lock=True)
    if case.lead_officer_id is not None:
        raise TransitionRefused(_("This case already has a lead officer. A supervisor can hand it over."))
    return _led(case, by, by)


def _led(case: Case, lead: User, by: User) -> Case:
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is closed. Reopen it first."))
    case.lead_officer, case.last_moved_at = lead, timezone.now()
    case.save(update_fields=["lead_officer", "last_moved_at"])
    if case.stage == Stage.REPORTED:
        stage_reached(case, Stage.INVESTIGATION, by=by)
    return case


@transaction.atomic
def update_summary(*, case: Case, summary: str, region: str, title: str | None = None, version: int, by: User) -> Case:
    """Say in a few sentences what the case is about, and, where `title` is given, what it is called.

    Raises StaleRecord with both texts when somebody was faster.
    """
    case = _locked(case, by)
    if case.version != version:
        theirs = {"summary": case.summary} if title is None else {"title": case.title, "summary": case.summary}
        raise StaleRecord(theirs, {"summary": summary}, version=case.version)
    case.summary, case.region = summary, region
    case.title = case.title if title is None else title.strip()
    _store(case, "title", "summary", "region")
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
    stage_reached(case, stage, by=by)
    return case


@transaction.atomic
def close_case(*, case: Case, reason: str, note: str, on: KnownDay | None = None, by: User) -> Case:
    """End the investigation with a reason (list `closure_reason`), today or on a day gone by. Everything stays.

    Raises ValidationError for a day before the case reached the stage that it has.
    Raises ApprovalNeeded where nobody else has agreed to call an opened case "not trafficking".
    """
    case = fetch(Case, viewer=by, action="cases.close_case", pk=case.pk, lock=True)
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is already closed."))
    if reason not in codelist("closure_reason"):
        raise ValidationError({"reason": _("“%(code)s” is not a reason in the list.") % {"code": reason}})
    if takes_two(case, reason):
        approvals.require(CLOSE, case, by)
    return _closed(case, reason, note, by, on)


def takes_two(case: Case, reason: str) -> bool:
    """An investigation that was opened is not called "not trafficking" by one person; a report is, in triage."""
    return reason == NOT_TRAFFICKING and case.stage != Stage.REPORTED


def _closed(case: Case, reason: str, note: str, by: User, on: KnownDay | None = None) -> Case:
    danger_closes(case, by)
    case.save(update_fields=["danger_since", "danger_note"])
    stage_reached(case, Stage.CLOSED, by=by, on=on, reason=reason, note=note)
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
    said = note_words.reopened(case.closed_on, case.closure_reason, case.closure_note, note)
    Note.objects.create(case=case, recorded_by=by, text=say(said), kept=json.dumps(said))
    stage_reached(case, Stage.REOPENED, by=by, note=note)
    return case


# Where a case stands because of the prosecution service: that follows the matter, and is not taken back here.
OF_THE_MATTER = frozenset({Stage.WITH_DPP, Stage.BEFORE_COURT})


@transaction.atomic
def correct_stage(
    *,
    event: CaseStageEvent,
    happened: KnownDay | None = None,
    reason: str = "",
    note: str = "",
    version: int,
    why: str,
    is_retracted: bool = False,
    by: User,
) -> CaseStageEvent:
    """Correct the day, the reason or the words of a stage, or say that it was not reached; the case follows.

    Only the latest stage can be taken back, and only one that was reached here: the opening stands, and what the
    prosecution service did stands in the matter. Raises ValidationError for a day out of order.
    """
    case = fetch(Case, viewer=by, action="cases.correct_stage", pk=event.case_id, lock=True)
    event = fetch(CaseStageEvent, viewer=by, action="cases.correct_stage", pk=event.pk)
    events = standing(case)
    before = [one for one in events if one.position < event.position]
    after = [one for one in events if one.position > event.position]
    changes: dict[str, object] = {}
    if is_retracted:
        _check_taken_back(event, is_latest=not after)
    elif happened is not None:
        limits.check(limits.HAPPENED, happened=happened)
        check_order(
            happened, field="happened", after=before[-1] if before else None, before=after[0] if after else None
        )
        if event.stage == Stage.CLOSED and reason not in codelist("closure_reason"):
            raise ValidationError({"reason": _("“%(code)s” is not a reason in the list.") % {"code": reason}})
        if reason == NOT_TRAFFICKING != event.reason and before[-1].stage != Stage.REPORTED:
            raise TransitionRefused(
                _("Two people call an opened case “not trafficking”: take the closing back, then close it again.")
            )
        changes = {"happened_on": happened.first, "precision": happened.precision, "reason": reason, "note": note}
    newer = correct(
        event, version=version, reason=why, by=by, changes=changes, is_retracted=is_retracted, as_typed=stage_as_typed
    )
    follow(case)
    return newer


def stage_as_typed(event: CaseStageEvent) -> dict[str, object]:
    """The stage as the form of its correction shows it."""
    return {"happened": event.happened, "reason": event.reason, "note": event.note}


def _check_taken_back(event: CaseStageEvent, *, is_latest: bool) -> None:
    if event.position == 1:
        raise TransitionRefused(_("The case was opened: correct the day instead."))
    if event.stage in OF_THE_MATTER:
        raise TransitionRefused(_("This follows what went to the prosecution service: it is not taken back here."))
    if not is_latest:
        raise TransitionRefused(_("The case has moved on since: only its latest stage can be taken back."))
