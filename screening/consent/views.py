"""Consent: recorded, and withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch, may
from carisecure.accounts.roles import Role
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.record.models import Involvement
from screening.consent.forms import ConsentForm
from screening.consent.operations import record_consent


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def record_one(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement = fetch(Involvement, viewer=request.user, action="screening.record_consent", pk=pk)
    form = ConsentForm.open(request, draft=f"consent-{pk}")

    def act() -> str:
        record_consent(involvement=involvement, by=request.user, **form.values())
        messages.success(request, _("Consent recorded."))
        return back_url(request, involvement)

    context = {
        "title": _("Consent"),
        "lead": _("One purpose, one recipient. It can be withdrawn at any time, and help never depends on it."),
        "cancel_url": back_url(request, involvement),
    }
    return answer_form(request, form, act, template="screening/contact/form.html", context=context)


def back_url(request: SignedIn, involvement: Involvement) -> str:
    if may(request.user, "screening.view_person", involvement):
        return reverse("screening:person", args=[involvement.pk])
    if request.user.role == Role.CASEWORKER:
        return reverse("screening:client_of", args=[involvement.pk])
    return reverse("screening:receipt_list")
