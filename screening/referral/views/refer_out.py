"""Refer somebody to an agency of care: write, look at exactly what they will see, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.interface import words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.drafts import Kept
from carisecure.interface.views import answer_form
from cases.record.models import Involvement
from screening.consent.models import Consent, Purpose
from screening.consent.operations import record_consent
from screening.consent.queries import consents_in_force
from screening.interview.models import Kind, Screening
from screening.interview.results import preface_of
from screening.referral.forms import NEW_CONSENT, URGENT, ReferOutForm
from screening.referral.operations.refer_out import OUT_PURPOSES, Basis, refer_out
from screening.referral.views.refer_preview import APPROVED, CHANGE, SEND, draft_version, preview
from screening.referral.views.sending import asked_of

CONSENT = "consent:"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refer(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Involvement.objects.select_related("person")
    involvement = fetch(rows.all(), viewer=request.user, action="screening.refer_out", pk=pk)
    consents = consents_in_force(request.user, involvement, OUT_PURPOSES)
    form = _form(request, involvement, consents)
    context = {
        "involvement": involvement,
        "title": _("Refer %(who)s") % {"who": involvement.label},
        "cancel_url": reverse("screening:person", args=[pk]),
    }
    if form.is_bound and SEND not in request.POST and form.is_valid():
        return preview(request, form, involvement, context)

    def act() -> str:
        return _send(request, form, involvement, consents)

    return answer_form(request, form, act, template="screening/referral/refer_out.html", context=context)


def _form(request: SignedIn, involvement: Involvement, consents: list[Consent]) -> ReferOutForm:
    given: dict[str, Any] = {"by": request.user, "consents": [(f"{CONSENT}{c.pk}", _named(c)) for c in consents]}
    draft = f"refer-{involvement.pk}"
    if CHANGE in request.POST:
        kept = Kept(request.POST, version=draft_version(request, draft))
        return ReferOutForm(kept=kept, draft_key=draft, **given)
    spoken = {"language": involvement.person.languages[0]} if involvement.person.languages else {}
    return ReferOutForm.open(request, draft=draft, noted=_noted(request, involvement), initial=spoken, **given)


def _send(request: SignedIn, form: ReferOutForm, involvement: Involvement, consents: list[Consent]) -> str:
    referral = refer_out(
        involvement=involvement,
        to_agency=form.cleaned_data["to_agency"],
        asked=asked_of(form),
        categories=form.cleaned_data["categories"],
        basis=_basis(request, form, involvement, consents),
        approved=request.POST.get(APPROVED, ""),
        by=request.user,
    )
    messages.success(request, _("Sent to %(agency)s.") % {"agency": referral.to_agency})
    return reverse("screening:referral", args=[referral.pk])


def _basis(request: SignedIn, form: ReferOutForm, involvement: Involvement, consents: list[Consent]) -> Basis:
    data = form.cleaned_data
    if data["basis"] == URGENT:
        return Basis(None, data["urgent_ground"], data["urgent_reason"], data["authorised_by"])
    if data["basis"] != NEW_CONSENT:
        return Basis(next(c for c in consents if f"{CONSENT}{c.pk}" == data["basis"]))
    return Basis(
        record_consent(
            involvement=involvement,
            purpose=Purpose.ASSISTANCE,
            recipient=data["to_agency"],
            categories=data["categories"],
            given_by=data["given_by"],
            language=data["language"],
            interpreter=data["interpreter"],
            given_on=data["given_on"],
            by=request.user,
        )
    )


def _named(consent: Consent) -> str:
    return _("Consent of %(day)s for %(recipient)s (%(purpose)s)") % {
        "day": words.day(consent.given_on),
        "recipient": consent.recipient,
        "purpose": consent.get_purpose_display(),
    }


def _noted(request: SignedIn, involvement: Involvement) -> str:
    """What the first screen noted about who must not know: shown beside the field, never put into it.

    It was written under the promise that only those who see the answers see it; the officer decides what goes out.
    """
    rows = Screening.objects.visible_to(request.user, "screening.view_result").filter(involvement=involvement)
    latest = rows.filter(kind=Kind.FIRST_SCREEN).order_by("-started_at").first()
    return str(preface_of(latest).get("must_not_know", "")) if latest else ""
