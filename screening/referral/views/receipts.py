"""What a frontline officer keeps: a receipt with four states, and whom to call. Nothing can be looked up by it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import fetch, require
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from screening.contact.queries import unit_on_call
from screening.interview.models import Screening
from screening.interview.queries import open_screens
from screening.interview.results import outcome_words, preface_of
from screening.referral.contacts import contacts_of
from screening.referral.forms import SendInForm
from screening.referral.models import Referral, ReferralState
from screening.referral.operations.refer_in import send
from screening.referral.queries import receipts_of
from screening.referral.views.sending import agreed_of, asked_of, only_for_of

STEPS = (
    ("received", gettext_lazy("Received")),
    ("read", gettext_lazy("Read")),
    ("taken_up", gettext_lazy("Taken up")),
    ("closed", gettext_lazy("Closed")),
)
# How far each state has come. A referral that was not taken up is closed, and the receipt says no more.
_REACHED = {
    ReferralState.SENT: 0,
    ReferralState.READ: 1,
    ReferralState.TAKEN_UP: 2,
    ReferralState.NOT_TAKEN_UP: 3,
    ReferralState.WITHDRAWN: 3,
    ReferralState.CLOSED: 3,
}


@require_safe
@signed_in
def receipt_list(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.screen_at_the_door")
    context = {
        "receipts": [(referral, _state(referral)) for referral in receipts_of(request.user)],
        "open_screens": [(s, outcome_words(s)) for s in open_screens(request.user)],
        "on_call": unit_on_call(request.user),
    }
    return render_page(request, "screening/referral/receipt_list.html", context)


@require_safe
@signed_in
def receipt(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Referral.objects.select_related("from_agency", "to_agency", "sent_by", "decided_by")
    referral = fetch(rows, viewer=request.user, action="screening.follow_receipt", pk=pk)
    reached = _REACHED[ReferralState(referral.state)]
    context = {
        "referral": referral,
        "steps": [
            {"label": label, "is_done": number <= reached, "is_now": number == reached, "at": at}
            for number, ((_code, label), at) in enumerate(
                zip(STEPS, (referral.sent_at, referral.read_at, _taken_at(referral), referral.closed_at), strict=True)
            )
        ],
        "contacts": contacts_of(referral),
        "on_call": unit_on_call(request.user),
    }
    return render_page(request, "screening/referral/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send_to_unit(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Screening.objects.select_related("involvement", "involvement__person")
    screening = fetch(rows.all(), viewer=request.user, action="screening.answer", pk=pk)
    require(request.user, "screening.send_own", screening.involvement)
    detail = {"page": "screening.send", "involvement": screening.involvement_id}
    record("read", table="screening_screening", object_id=pk, detail=detail)
    notes = str(preface_of(screening).get("must_not_know", ""))
    form = SendInForm.open(
        request, by=request.user, draft=f"send-{pk}", initial={"language": screening.language, "safety_notes": notes}
    )

    def act() -> str:
        referral = send(
            involvement=screening.involvement,
            to_agency=form.cleaned_data["to_agency"],
            asked=asked_of(form),
            agreed=agreed_of(form),
            only_for=only_for_of(form),
            by=request.user,
        )
        messages.success(request, _("Sent. The unit has it, and this is your receipt."))
        return reverse("screening:receipt", args=[referral.pk])

    context = {
        "title": _("Send to the unit"),
        "lead": _("The unit gets the answers and what you write here. You then keep only a receipt."),
        "cancel_url": reverse("screening:receipt_list"),
    }
    return answer_form(request, form, act, template="screening/contact/form.html", context=context)


def _state(referral: Referral) -> dict[str, object]:
    code, label = STEPS[_REACHED[ReferralState(referral.state)]]
    tone = {"received": "waiting", "read": "active", "taken_up": "done", "closed": "closed"}[code]
    return {"label": label, "tone": tone}


def _taken_at(referral: Referral) -> object:
    return None if referral.state == ReferralState.NOT_TAKEN_UP else referral.decided_at
