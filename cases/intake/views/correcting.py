"""The page on which the words of a report are corrected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.countries.on_call import on_call
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.intake.forms.told import ReportCorrection
from cases.intake.models import IntakeReport
from cases.intake.operations.correcting import CORRECT, correct_report
from cases.record.doors import form_methods


@signed_in
@form_methods
def correct_told(request: SignedIn, pk: UUID) -> HttpResponse:
    report: IntakeReport = fetch(IntakeReport.objects.with_standing(), viewer=request.user, action=CORRECT, pk=pk)
    version = report.as_corrected.version if report.as_corrected is not None else 1
    form = ReportCorrection.open(
        request, draft=f"report-words-{pk}", version=version, initial=ReportCorrection.typed(report.standing)
    )

    def act() -> str:
        asked = form.asked()
        correct_report(
            report=report, version=asked["version"], reason=asked["reason"], by=request.user, changes=form.values(),
            as_typed=ReportCorrection.typed,
        )  # fmt: skip
        messages.success(request, _("Correction saved."))
        return reverse("cases:report", args=[pk])

    context = {
        "report": report,
        "title": _("Correct what the report says"),
        "cancel_url": reverse("cases:report", args=[pk]),
        "duty_numbers": on_call(request.user),
    }
    return answer_form(request, form, act, template="cases/intake/correct.html", context=context)
