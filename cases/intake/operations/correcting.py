"""The words of a report are corrected: a later row beside the first, in the one way of the house (docs/nouns.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.index_fields import BlindIndex
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.operations import correct
from carisecure.interface import words
from cases.danger.models import DangerStep
from cases.danger.operations import danger_came_up
from cases.insiders.operations.compartments import seal_for_official
from cases.intake.models import Danger, IntakeReport, ReportWords, Told
from cases.intake.operations.deciding import latest_decision
from cases.intake.operations.people import move_ages_told
from cases.intake.operations.reporting import check_codes, received_columns
from cases.record.models import Case, Stage
from cases.record.operations import case_moved

CORRECT = "cases.correct_report"


@transaction.atomic
def correct_report(
    *,
    report: IntakeReport,
    version: int,
    reason: str,
    by: User,
    changes: Mapping[str, Any],
    as_typed: Callable[[ReportWords], Mapping[str, Any]] | None = None,
) -> ReportWords:
    """Put other words in the place of a report's own; those that were there stay, struck out.

    `changes`: the arguments of `log_report` that say what it tells, with when it was received. One that turns out to be
    about an official seals its case; one that tells of danger now raises it there. An age that was noted with it takes
    the other day. Nothing that was decided about the report moves. Raises StaleRecord where it was corrected meanwhile,
    ValidationError by field.
    """
    report, case = _locked(report, by)
    before = report.standing
    values = _with_receipt(changes, before)
    _check(report, case, before, values)
    made = correct(
        report.as_corrected or _first(report), version=version, reason=reason, by=by, changes=values, as_typed=as_typed
    )
    if made.received_on != before.received_on:
        move_ages_told(report, since=before.received_on, to=made.received_on, by=by)
    if case is not None:
        _tell_the_case(case, before, made, by)
    return made


def _locked(report: IntakeReport, by: User) -> tuple[IntakeReport, Case | None]:
    """The case, then the report: in the order of `deciding`, or two people wait for ever."""
    found: IntakeReport = fetch(IntakeReport, viewer=by, action=CORRECT, pk=report.pk)
    before = found.case_id
    case = fetch(Case, viewer=by, action=CORRECT, pk=before, lock=True) if before is not None else None
    found = fetch(IntakeReport, viewer=by, action=CORRECT, pk=report.pk, lock=True)
    if found.case_id != before:
        raise TransitionRefused(_("Somebody else has decided about this report meanwhile. See what stands."))
    return found, case


def _first(report: IntakeReport) -> ReportWords:
    """The words it came in, said again as the first row: by whom and when they were written down."""
    texts = [field for field in Told._meta.get_fields() if not isinstance(field, BlindIndex)]
    said = {field.name: getattr(report, field.name) for field in texts}
    first: ReportWords = ReportWords.objects.create(
        report=report, recorded_by_id=report.logged_by_id, recorded_at=report.created_at, **said
    )
    return first


def _with_receipt(changes: Mapping[str, Any], before: Told) -> dict[str, Any]:
    """The columns of the day and the moment; a form knows no seconds, and they are no correction."""
    values = {name: value for name, value in changes.items() if name not in ("received_at", "received_on")}
    at = changes.get("received_at")
    if at is not None and before.is_hour_known and at == before.received_at.replace(second=0, microsecond=0):
        at = before.received_at
    return values | received_columns(at, changes.get("received_on"))


def _check(report: IntakeReport, case: Case | None, before: Told, values: Mapping[str, Any]) -> None:
    check_codes(**{name: values[name] for name in ("channel", "source", "region", "form")})
    wrong: dict[str, str] = {}
    decision = latest_decision(report)
    told = ReportWords(**values)
    if decision is not None and not decision.is_retracted and decision.happened.is_before(told.known_received):
        day = words.day(decision.happened_on, decision.precision)
        wrong["received"] = _("This is after it was decided about, on %(day)s.") % {"day": day}
    if told.is_official_involved and not before.is_official_involved and case is None:
        wrong["is_official_involved"] = _(
            "A report about an official is sealed with its case. Decide first that it opens or joins one, then correct"
            " it."
        )
    if _is_new_danger(before, told) and case is not None and case.stage == Stage.CLOSED:
        wrong["danger_now"] = _("Case %(ref)s is closed. Reopen it first.") % {"ref": case.reference}
    if wrong:
        raise ValidationError(wrong)


def _is_new_danger(before: Told, told: Told) -> bool:
    return told.danger_now == Danger.YES != before.danger_now


def _tell_the_case(case: Case, before: Told, told: ReportWords, by: User) -> None:
    if _is_new_danger(before, told):
        danger_came_up(case, DangerStep.REPORTED, by=by, note=told.danger_note, since=told.received_at)
    if told.is_official_involved and not before.is_official_involved:
        seal_for_official(case, by=by)
    case_moved(case, by)
