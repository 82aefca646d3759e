"""The recipient's answers: accept, decline, and later what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from screening.referral.forms import AcceptForm, DeclineForm, OutcomeForm
from screening.referral.models import Direction, Referral
from screening.referral.operations.refer_out import accept_referral, decline_referral
from screening.referral.operations.take_up import report_outcome


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def accept(request: SignedIn, pk: UUID) -> HttpResponse:
    referral = fetch(Referral, viewer=request.user, action="screening.answer_referral", pk=pk)
    form = AcceptForm.open(request, draft=f"accept-{pk}")

    def act() -> str:
        accept_referral(referral=referral, by=request.user, **form.values())
        messages.success(request, _("Accepted. The sender sees it."))
        return reverse("screening:referral", args=[pk])

    return answer_form(request, form, act, context=_context(referral, _("Accept referral %(reference)s")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decline(request: SignedIn, pk: UUID) -> HttpResponse:
    referral = fetch(Referral, viewer=request.user, action="screening.answer_referral", pk=pk)
    form = DeclineForm.open(request, draft=f"decline-{pk}")

    def act() -> str:
        decline_referral(referral=referral, by=request.user, **form.values())
        messages.success(
            request, _("Declined. The sender reads your reason; you no longer have access to this person.")
        )
        return reverse("screening:my_clients")

    lead = _("The sender reads your reason. You will no longer have access to this person.")
    return answer_form(request, form, act, context=_context(referral, _("Decline referral %(reference)s"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def outcome(request: SignedIn, pk: UUID) -> HttpResponse:
    """The unit tells the sender of a referral in; an agency of care tells the unit about a referral out."""
    referral = fetch(Referral, viewer=request.user, action="screening.view_referral", pk=pk)
    form = OutcomeForm.open(request, draft=f"outcome-{pk}")

    def act() -> str:
        report_outcome(referral=referral, by=request.user, **form.values())
        messages.success(request, _("The sender has been told. Referral closed."))
        if referral.direction == Direction.OUT:
            return reverse("screening:my_clients")
        return reverse("screening:referral", args=[pk])

    return answer_form(request, form, act, context=_context(referral, _("Outcome of referral %(reference)s")))


def _context(referral: Referral, title: str, lead: str = "") -> dict[str, object]:
    return {
        "title": title % {"reference": referral.reference},
        "lead": lead,
        "cancel_url": reverse("screening:referral", args=[referral.pk]),
    }
