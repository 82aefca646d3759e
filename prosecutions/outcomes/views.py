"""Pages on which a verdict and a sentence are recorded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.countries.packs import pack
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.charges.views import OUTCOME, charge_of
from prosecutions.offences.penalties import offence_title
from prosecutions.outcomes.forms import OutcomeForm, SentenceForm
from prosecutions.outcomes.models import Outcome
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.doors import form_context, matter_url


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def outcome(request: SignedIn, pk: UUID) -> HttpResponse:
    charge = charge_of(request, pk, OUTCOME)
    form = OutcomeForm.open(request, draft=f"outcome-{charge.pk}")

    def act() -> str:
        record_outcome(charge=charge, by=request.user, **form.values())
        messages.success(request, _("Outcome recorded."))
        return matter_url(charge.prosecution, "accused")

    title = _("Outcome: %(offence)s") % {"offence": offence_title(charge.offence)}
    return answer_form(request, form, act, context=form_context(charge.prosecution, title))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sentence(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Outcome.objects.select_related("prosecution", "charge", "accused")
    verdict: Outcome = fetch(rows, viewer=request.user, action=OUTCOME, pk=pk)
    form = SentenceForm.open(
        request, draft=f"sentence-{verdict.pk}", currency=pack().country.currency,
        initial={"happened_on": verdict.happened},
    )  # fmt: skip

    def act() -> str:
        record_sentence(outcome=verdict, by=request.user, **form.values())
        messages.success(request, _("Sentence recorded."))
        return matter_url(verdict.prosecution, "accused")

    title = _("Sentence: %(offence)s") % {"offence": offence_title(verdict.charge.offence)}
    lead = _("A sentence outside the limits in the catalogue is recorded as passed; the page says so.")
    return answer_form(request, form, act, context=form_context(verdict.prosecution, title, lead))
