"""Pages about the course of a case: lead, summary, elements, closing, reopening."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carisecure.access.policy import fetch, may
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from cases.course import operations
from cases.course.forms import AssignForm, CloseForm, ElementsForm, ReopenForm, StageCorrection, SummaryForm, TakeForm
from cases.course.operations import CLOSE, takes_two
from cases.course.queries import stages_of
from cases.record.doors import back_to_case, case_form, case_of, form_methods, version_of
from cases.record.models import CaseStageEvent, Stage
from cases.record.querysets import staff_of
from cases.two_people import operations as approvals


@signed_in
@form_methods
def assign(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.assign_lead")
    form = AssignForm.open(request, staff=staff_of(case.agency_id), initial={"lead": case.lead_officer_id})

    def act() -> str:
        lead = form.cleaned_data["lead"]
        operations.assign_lead(case=case, lead=lead, by=request.user)
        messages.success(request, _("%(lead)s now leads %(ref)s.") % {"ref": case.reference, "lead": lead})
        return reverse("cases:case", args=[case.pk])

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Assign a lead officer"))
    )


@signed_in
@form_methods
def take(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.take_case")
    form = TakeForm.open(request)

    def act() -> str:
        operations.take_case(case=case, by=request.user)
        messages.success(request, _("You now lead %(ref)s.") % {"ref": case.reference})
        return reverse("cases:case", args=[case.pk])

    lead = _("You are responsible for it from now on. It appears on My work.")
    context = case_form(case, _("Take this case"), lead=lead)
    return answer_form(request, form, act, template="cases/record/form.html", context=context)


@signed_in
@form_methods
def close(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.close_case")
    form = CloseForm.open(request, draft=f"case-close-{case.pk}", initial={"on": timezone.localdate()})

    def act() -> str:
        if takes_two(case, form.cleaned_data["reason"]):
            asked = approvals.request(CLOSE, case, form.cleaned_data["note"], request.user)
            messages.success(
                request, _("Request sent. When a second person approves, the case is closed with your explanation.")
            )
            return reverse("cases:approval", args=[asked.pk])
        operations.close_case(case=case, by=request.user, **form.values())
        messages.success(request, _("Case closed. Everything in it is kept."))
        return reverse("cases:case", args=[case.pk])

    lead = _("The investigation ends; the file is kept and can be reopened.")
    context = case_form(case, _("Close the case"), lead=lead)
    return answer_form(request, form, act, template="cases/record/form.html", context=context)


@signed_in
@form_methods
def reopen(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.reopen_case")
    form = ReopenForm.open(request, draft=f"case-reopen-{case.pk}")

    def act() -> str:
        operations.reopen_case(case=case, by=request.user, **form.values())
        messages.success(request, _("Case reopened."))
        return reverse("cases:case", args=[case.pk])

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Reopen the case"))
    )


@require_safe
@signed_in
def course(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.view_case")
    may_correct = may(request.user, "cases.correct_stage", case)
    context = {"case": case, "stages": stages_of(request.user, case), "may_correct": may_correct}
    return render_page(request, "cases/course/course.html", context)


@signed_in
@form_methods
def correct_stage(request: SignedIn, pk: UUID) -> HttpResponse:
    event: CaseStageEvent = fetch(CaseStageEvent, viewer=request.user, action="cases.correct_stage", pk=pk)
    event = newest_of(event)
    case = case_of(request, event.case_id, "cases.correct_stage")
    form = StageCorrection.open(
        request, version=event.version, initial=operations.stage_as_typed(event),
        is_closing=event.stage == Stage.CLOSED, draft=f"correct-stage-{event.entry_key}",
    )  # fmt: skip

    def act() -> str:
        asked = form.asked()
        operations.correct_stage(
            event=event, by=request.user, version=asked["version"], why=asked["reason"],
            is_retracted=asked["is_retracted"], **form.values(),
        )  # fmt: skip
        messages.success(request, _("Correction saved."))
        return reverse("cases:course", args=[case.pk])

    title = _("Correct: %(stage)s") % {"stage": event.get_stage_display()}
    return answer_form(request, form, act, template="cases/record/form.html", context=case_form(case, title))


@signed_in
@form_methods
def edit_summary(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.edit_summary")
    known = {"title": case.title, "summary": case.summary, "region": case.region}
    form = SummaryForm.open(request, draft=f"case-summary-{case.pk}", version=case.version, initial=known)

    def act() -> str:
        operations.update_summary(case=case, by=request.user, version=version_of(form), **form.values())
        return back_to_case(request, case, _("Summary saved."))

    return answer_form(
        request, form, act, template="cases/record/form.html", context=case_form(case, _("Title and summary"))
    )


@signed_in
@form_methods
def edit_elements(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.edit_summary")
    known = {"acts": case.acts, "means": case.means, "purposes": case.purposes}
    form = ElementsForm.open(request, version=case.version, initial=known)

    def act() -> str:
        operations.update_elements(case=case, by=request.user, version=version_of(form), **form.values())
        return back_to_case(request, case, _("Elements saved."), "elements")

    lead = _("What the facts recorded so far show. This does not decide whether somebody is a victim.")
    context = case_form(case, _("Act, means, purpose"), lead=lead)
    return answer_form(request, form, act, template="cases/record/form.html", context=context)
