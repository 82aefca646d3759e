"""The page of a report, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.policy import fetch, rights
from carisecure.corrections.chains import newest_of
from carisecure.countries.on_call import on_call
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.trails import trail_of
from carisecure.interface.views import answer_form, render_page
from cases.intake import queries
from cases.intake.forms.deciding import CorrectForm, DecideForm
from cases.intake.models import IntakeReport, TriageDecision, TriageOutcome
from cases.intake.operations.deciding import as_typed, correct_decision, decide_report
from cases.intake.routing import route
from cases.record.doors import form_methods, version_of
from cases.record.models import Case, Compartment
from cases.record.readers import readers_of

TEMPLATE = "cases/intake/decide.html"


@signed_in
@require_safe
def show_report(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = IntakeReport.objects.select_related(
        "case", "logged_by", "agency", "disposal__asked_by", "disposal__agreed_by"
    )
    report = fetch(rows, viewer=request.user, action="cases.view_report", pk=pk)
    held = rights(request.user, report)
    context = {
        "line": queries.report_lines(request.user, [report])[0],
        "report": report,
        "lines": queries.decision_lines(request.user, report),
        **_where_to(request, report),
        "people": queries.people_told(request.user, report),
        "may_decide": held.may("cases.decide_report"),
        "may_correct": held.may("cases.correct_report"),
        "may_keep": report.case_id is None and held.may("cases.decide_report"),
        "readers": readers_of(report, "cases.view_report", viewer=request.user),
        "trail": trail_of(request, "cases:report_list"),
    }
    return render_page(request, "cases/intake/report.html", context)


@signed_in
@form_methods
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    report = _report(request, pk)
    asked = request.GET.get("case", "")
    form = DecideForm.open(
        request, draft=f"report-decision-{pk}", viewer=request.user, report=report,
        initial={"case": asked, "outcome": TriageOutcome.JOINS_CASE if asked else ""},
    )  # fmt: skip

    def act() -> str:
        decision = decide_report(report=report, choice=form.choice(), by=request.user)
        return _done(request, decision)

    return answer_form(
        request, form, act, template=TEMPLATE, context=_context(request, report, _("Decide about this report"))
    )


@signed_in
@form_methods
def correct(request: SignedIn, pk: UUID) -> HttpResponse:
    decision: TriageDecision = fetch(
        TriageDecision.objects.select_related("report", "case"),
        viewer=request.user, action="cases.decide_report", pk=pk,
    )  # fmt: skip
    newest = newest_of(decision)
    form = CorrectForm.open(
        request, draft=f"report-correction-{pk}", viewer=request.user, report=decision.report, version=newest.version,
        initial=_said(request, newest),
    )  # fmt: skip

    def act() -> str:
        made = correct_decision(
            decision=decision,
            choice=form.correct(),
            version=version_of(form),
            reason=form.cleaned_data["correction_reason"],
            by=request.user,
        )
        return _done(request, made)

    context = _context(request, decision.report, _("Correct the decision"))
    return answer_form(request, form, act, template=TEMPLATE, context={**context, "corrects": decision})


def _said(request: SignedIn, decision: TriageDecision) -> dict[str, object]:
    """The fields of the form as the decision has them; its case by reference, for whoever can see that."""
    seen = Case.objects.visible_to(request.user, "cases.decide_report").filter(pk=decision.case_id)
    return {
        **as_typed(decision),
        "case": seen.values_list("reference", flat=True).first() or "",
        "repeats": str(decision.repeats_id or ""),
        "agency": str(decision.agency_id or ""),
    }


def _report(request: SignedIn, pk: UUID) -> IntakeReport:
    rows = IntakeReport.objects.with_standing()
    found: IntakeReport = fetch(rows, viewer=request.user, action="cases.decide_report", pk=pk)
    return found


def _context(request: SignedIn, report: IntakeReport, title: str) -> dict[str, Any]:
    return {
        "report": report,
        "title": title,
        "lines": queries.decision_lines(request.user, report),
        **_where_to(request, report),
        "cancel_url": reverse("cases:report", args=[report.pk]),
    }


def _where_to(request: SignedIn, report: IntakeReport) -> dict[str, Any]:
    """What the country's rules say, with the number to ring; nothing any more once it is decided."""
    if report.outcome:
        return {}
    rule = route(report)
    return {"rule": rule, "numbers": on_call(request.user, rule.number) if rule.number else []}


def _done(request: SignedIn, decision: TriageDecision) -> str:
    """To the case that was opened; else to the report, which says what stands."""
    case: Case | None = None if decision.is_retracted else decision.case
    if decision.outcome != TriageOutcome.OPENS_CASE or case is None:
        messages.success(request, _("Decision saved."))
        return reverse("cases:report", args=[decision.report_id])
    messages.success(request, _("Case %(ref)s is open.") % {"ref": case.reference})
    if case.compartment == Compartment.SEALED:
        messages.warning(request, _("The case is sealed: only you can open it. Name who works on it with you."))
        return reverse("cases:access", args=[case.pk])
    return reverse("cases:case", args=[case.pk])
