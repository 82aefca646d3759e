"""The page on which a consent is taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from screening.consent.models import Consent
from screening.consent.views import back_url
from screening.contact.forms import ConfirmForm
from screening.referral.operations.withdraw_consent import taken_up_under, withdraw_consent


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Consent.objects.select_related("recipient", "involvement", "explained_by")
    consent = fetch(rows.all(), viewer=request.user, action="screening.withdraw_consent", pk=pk)
    record("read", table="screening_consent", object_id=pk, detail={"involvement": consent.involvement_id})
    form = ConfirmForm.open(request)
    is_kept = taken_up_under(consent, request.user)

    def act() -> str:
        withdraw_consent(consent=consent, by=request.user)
        messages.success(
            request,
            _("Withdrawn. The unit keeps what it took up; nothing more is shared.")
            if is_kept
            else _("Withdrawn. The recipient no longer has access to what was shared under it."),
        )
        return back_url(request, consent.involvement)

    context = {"consent": consent, "is_kept": is_kept, "cancel_url": back_url(request, consent.involvement)}
    return answer_form(request, form, act, template="screening/referral/withdraw.html", context=context)
