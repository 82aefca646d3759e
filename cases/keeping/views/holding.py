"""Holds of a case: placed by one, lifted by two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.keeping.forms import HoldForm, LiftHoldForm
from cases.keeping.models import Hold
from cases.keeping.operations import holding as operations
from cases.record.doors import case_form, case_of, form_methods


@signed_in
@form_methods
def hold(request: SignedIn, pk: UUID) -> HttpResponse:
    case = case_of(request, pk, "cases.place_hold")
    form = HoldForm.open(request, draft=f"case-hold-{case.pk}")

    def act() -> str:
        operations.place_hold(case=case, by=request.user, **form.values())
        messages.success(request, _("Hold placed. Nothing in this case can be disposed of or erased."))
        return reverse("cases:hold", args=[case.pk])

    holds = Hold.objects.visible_to(request.user, "cases.place_hold").filter(case=case)
    context = case_form(case, _("Hold")) | {"holds": list(holds.select_related("placed_by", "lifted_by"))}
    return answer_form(request, form, act, template="cases/keeping/hold.html", context=context)


@signed_in
@form_methods
def lift(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Hold.objects.select_related("case")
    found: Hold = fetch(rows, viewer=request.user, action="cases.place_hold", pk=pk)
    form = LiftHoldForm.open(request)

    def act() -> str:
        asked = operations.ask_to_lift(hold=found, by=request.user, **form.values())
        messages.success(request, _("Request sent. The hold is lifted when a second person approves."))
        return reverse("cases:approval", args=[asked.pk])

    lead = _("“%(ground)s”. It remains until a second person approves.") % {"ground": found.get_ground_display()}
    context = case_form(found.case, _("Lift the hold"), lead=lead)
    context["cancel_url"] = reverse("cases:hold", args=[found.case_id])
    return answer_form(request, form, act, template="cases/record/form.html", context=context)
