"""What becomes of a report: decided once, and corrected by a later decision. The database moves it (docs/nouns.md)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import Agency, User
from carisecure.corrections.models import CorrectedQuerySet
from carisecure.corrections.operations import correct, follow_up
from carisecure.days import limits
from carisecure.days.known import KnownDay
from cases.danger.models import DangerStep
from cases.danger.operations import danger_came_up
from cases.insiders.operations.compartments import seal_for_official
from cases.intake.models import Danger, IntakeReport, TriageDecision, TriageOutcome
from cases.intake.operations.opening import open_case
from cases.intake.operations.people import take_people_into
from cases.record.models import Case, Stage
from cases.record.operations import PROVISIONAL, case_moved

WAITS_AGAIN = "waits_again"  # what a form says for a decision that is struck out
# Opening a case is the ordinary end; every other one says why, so that nothing is dropped unseen.
NEEDS_NO_REASON = frozenset({TriageOutcome.OPENS_CASE})


@dataclass(frozen=True)
class Choice:
    """What somebody chose, with the target of that outcome: a case, another report or an agency."""

    outcome: str
    case: Case | None = None
    repeats: IntakeReport | None = None
    agency: Agency | None = None
    reason: str = ""
    happened_on: KnownDay | None = None
    title: str = ""


@transaction.atomic
def decide_report(*, report: IntakeReport, choice: Choice, by: User) -> TriageDecision:
    """Decide about a report that waits; one whose decision was struck out says why it is decided again.

    Raises ValidationError by field, TransitionRefused where it was decided meanwhile.
    """
    report, target = _locked(report, choice, by)
    if report.outcome:
        raise TransitionRefused(_("Somebody else has decided about this report meanwhile. See what stands."))
    _check(report, choice, by)
    last = latest_decision(report)
    if last is None:
        return _decide(report, choice, target, by=by)
    if not choice.reason.strip():
        raise ValidationError({"reason": _("It was decided before, and struck out. Say why it is decided now.")})
    return _decide(report, choice, target, by=by, replaces=last, version=last.version, reason=choice.reason)


@transaction.atomic
def correct_decision(
    *, decision: TriageDecision, choice: Choice | None, version: int, reason: str, by: User
) -> TriageDecision:
    """Put another decision in the place of this one; None: nothing is decided, and the report waits again.

    One that opened a case and still does keeps that case: another day or reason opens no second one.

    Everything that came from the first case ends with it, and what the second one gives begins, in this transaction.
    Raises StaleRecord where it was corrected meanwhile, ValidationError by field.
    """
    report, target = _locked(decision.report, choice, by)
    if choice is None:
        made = correct(
            decision, version=version, reason=reason, by=by, changes={}, is_retracted=True, as_typed=as_typed
        )
        _stands(report, made)
        _take_repeats_along(report, by)
        return made
    _check(report, choice, by)
    return _decide(report, choice, target, by=by, replaces=decision, version=version, reason=reason)


def as_typed(decision: TriageDecision) -> dict[str, object]:
    """As the form would have it, for whoever was slower."""
    outcome = WAITS_AGAIN if decision.is_retracted else decision.outcome
    return {"outcome": outcome, "reason": decision.reason}


def open_case_of(report: IntakeReport, *, title: str = "", on: KnownDay | None = None, by: User) -> Case:
    """The one press: for `log_report`, which has written the report just now. `on`: opened on a day gone by.

    Raises ValidationError (`opened_on`) for a day to come or before the report was received.
    """
    if on is not None and (why := wrong_day(report, on)):
        raise ValidationError({"opened_on": why})
    _decide(report, Choice(TriageOutcome.OPENS_CASE, title=title, happened_on=on), None, by=by)
    if report.case is None:
        raise AssertionError("opening a case puts the report into it")
    return report.case


def latest_decision(report: IntakeReport) -> TriageDecision | None:
    """The one that stands, or the one that says that none does."""
    last: TriageDecision | None = TriageDecision.objects.filter(report=report, replaced_by=None).first()
    return last


def _locked(report: IntakeReport, choice: Choice | None, by: User) -> tuple[IntakeReport, Case | None]:
    """The cases that it leaves and joins, then the report: in this order everywhere, or two people wait for ever."""
    found = policy.fetch(IntakeReport, viewer=by, action="cases.decide_report", pk=report.pk)
    wanted = _target(found, choice, by)
    pks = {pk for pk in (found.case_id, wanted) if pk is not None}
    rows = Case.objects.visible_to(by, "cases.decide_report").select_for_update(of=("self",)).order_by("pk")
    list(rows.filter(pk__in=pks).values_list("pk"))
    # Read again under the lock: whoever waited for it asked with the grants of before, and it may be sealed since.
    still = Case.objects.visible_to(by, "cases.decide_report").filter(pk__in=pks)
    cases: dict[UUID, Case] = {case.pk: case for case in still}
    before = found.case_id
    together = {report.pk, *_repeats_of(report, by).values_list("report_id", flat=True)}
    if choice is not None and choice.repeats is not None:
        together.add(choice.repeats.pk)  # which may just be said to repeat this one
    mine = IntakeReport.objects.visible_to(by, "cases.decide_report").filter(pk__in=together)
    list(mine.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    found = policy.fetch(IntakeReport, viewer=by, action="cases.decide_report", pk=report.pk, lock=True)
    if found.case_id != before:
        raise TransitionRefused(_("Somebody else has decided about this report meanwhile. See what stands."))
    if wanted is not None and wanted not in cases:
        raise ValidationError({"case": _("Not here, or nothing can be added to this case any more.")})
    return found, cases.get(wanted) if wanted is not None else None


def _target(report: IntakeReport, choice: Choice | None, by: User) -> UUID | None:
    """The case that the report goes to: the one named, that of the report which it repeats, or the one it opened."""
    if choice is None:
        return None
    if choice.outcome == TriageOutcome.OPENS_CASE:
        return report.case_id if report.outcome == TriageOutcome.OPENS_CASE else None
    if choice.outcome == TriageOutcome.JOINS_CASE and choice.case is not None:
        return choice.case.pk
    if choice.outcome == TriageOutcome.REPEATS and choice.repeats is not None:
        other = IntakeReport.objects.visible_to(by, "cases.view_report").filter(pk=choice.repeats.pk)
        return other.values_list("case_id", flat=True).first()
    return None


def _check(report: IntakeReport, choice: Choice, by: User) -> None:
    """Raise ValidationError for an outcome without its target, a target that is not there, and an impossible day."""
    wrong: dict[str, str] = {}
    outcome = choice.outcome
    if outcome not in TriageOutcome.values:
        wrong["outcome"] = _("“%(code)s” is not in the list.") % {"code": outcome}
    if outcome == TriageOutcome.JOINS_CASE and choice.case is None:
        wrong["case"] = _("Which case? Write its reference.")
    if outcome == TriageOutcome.REPEATS:
        seen = IntakeReport.objects.visible_to(by, "cases.view_report").exclude(pk=report.pk)
        other = seen.filter(pk=choice.repeats.pk).first() if choice.repeats is not None else None
        if other is None:
            wrong["repeats"] = _("Choose the report that it repeats.")
        elif (
            other.outcome == TriageOutcome.REPEATS
        ):  # else two could repeat each other, and nobody would look at either
            wrong["repeats"] = _("That report repeats another one. Choose the other one.")
    if outcome == TriageOutcome.PASSED_ON:
        wrong |= _not_passed_on(report, choice)
    if outcome not in NEEDS_NO_REASON and not choice.reason.strip():
        wrong["reason"] = _("Say why.")
    if choice.happened_on is not None and (why := wrong_day(report, choice.happened_on)):
        wrong["happened_on"] = why
    if wrong:
        raise ValidationError(wrong)


def _not_passed_on(report: IntakeReport, choice: Choice) -> dict[str, str]:
    if choice.agency is None or choice.agency.pk == report.agency_id:
        return {"agency": _("Choose the agency that it was passed to.")}
    return {"outcome": str(PROVISIONAL)} if report.is_provisional else {}


def wrong_day(report: IntakeReport, on: KnownDay) -> str:
    """Why nothing can have been decided about the report on this day; "" where it can."""
    if why := limits.AT_WORK.wrong(on):
        return why
    return _("This is before the report was received.") if on.is_before(report.known_received) else ""


def _decide(
    report: IntakeReport,
    choice: Choice,
    target: Case | None,
    *,
    by: User,
    replaces: TriageDecision | None = None,
    version: int = 0,
    reason: str = "",
) -> TriageDecision:
    on = choice.happened_on or KnownDay(timezone.localdate())
    if choice.outcome == TriageOutcome.OPENS_CASE and target is None:
        target = open_case(
            by=by, region=report.region, is_official_involved=report.is_official_involved, title=choice.title, on=on
        )
    is_new = target is not None and target.pk != report.case_id
    if target is not None and is_new:
        _let_in(report, target, choice, by)
    facts: dict[str, object] = {
        "outcome": choice.outcome,
        "case": target,
        "repeats": choice.repeats if choice.outcome == TriageOutcome.REPEATS else None,
        "agency": choice.agency if choice.outcome == TriageOutcome.PASSED_ON else None,
        "reason": choice.reason.strip(),
        "happened_on": on.first,
        "precision": on.precision,
    }
    if replaces is None:
        decision = TriageDecision.objects.create(report=report, recorded_by=by, recorded_at=timezone.now(), **facts)
    else:
        decision = correct(replaces, version=version, reason=reason, by=by, changes=facts, as_typed=as_typed)
    _stands(report, decision)
    if target is not None and is_new:
        _arrived(report, target, by)
        if choice.outcome != TriageOutcome.OPENS_CASE:
            case_moved(target, by)
    _take_repeats_along(report, by)
    return decision


def _arrived(report: IntakeReport, case: Case, by: User) -> None:
    """Its people, and a danger of which it tells, become the case's."""
    take_people_into(case, report, by=by)
    if report.danger_now == Danger.YES:
        danger_came_up(case, DangerStep.REPORTED, by=by, note=report.standing.danger_note, since=report.received_at)


def _repeats_of(report: IntakeReport, by: User) -> CorrectedQuerySet:
    """The standing decisions that others repeat this report."""
    rows: CorrectedQuerySet = TriageDecision.objects.visible_to(by, "cases.decide_report").standing()
    return rows.filter(outcome=TriageOutcome.REPEATS, repeats=report)


def _take_repeats_along(report: IntakeReport, by: User) -> None:
    """What repeats a report is where that one is, or it would stay open to people whom its case shuts out.

    Nothing in the decision about it was wrong: a later row of it, without a reason.
    """
    for decision in _repeats_of(report, by).exclude(case=report.case).select_related("report"):
        other = decision.report
        if report.case is not None and other.is_official_involved:
            seal_for_official(report.case, by=by)
        _stands(other, follow_up(decision, by=by, case=report.case))
        if report.case is not None:
            _arrived(other, report.case, by)
        _take_repeats_along(other, by)


def _let_in(report: IntakeReport, case: Case, choice: Choice, by: User) -> None:
    """Before a report joins: a closed case takes nothing in, and what tells of an official is sealed."""
    if case.stage == Stage.CLOSED:
        field = "repeats" if choice.outcome == TriageOutcome.REPEATS else "case"
        raise ValidationError({field: _("Case %(ref)s is closed. Reopen it first.") % {"ref": case.reference}})
    if report.is_official_involved:
        seal_for_official(case, by=by)


def _stands(report: IntakeReport, decision: TriageDecision) -> TriageDecision:
    """What the database has written on the report, said to the row in hand."""
    report.outcome = "" if decision.is_retracted else decision.outcome
    report.case = None if decision.is_retracted else decision.case
    decision.report = report
    return decision
