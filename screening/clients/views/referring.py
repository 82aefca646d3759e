"""A client is referred to the unit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from screening.clients.forms import ReferClientForm
from screening.clients.operations.referring import refer_client
from screening.clients.views.doors import FORM, client_for, context_of
from screening.referral.views.sending import agreed_of, asked_of, only_for_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refer(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, "screening.change_client")
    form = ReferClientForm.open(request, by=request.user, draft=f"refer-client-{pk}")

    def act() -> str:
        referral = refer_client(
            client=client, to_agency=form.cleaned_data["to_agency"], asked=asked_of(form), agreed=agreed_of(form),
            more=form.cleaned_data["more"], only_for=only_for_of(form), by=request.user,
        )  # fmt: skip
        messages.success(request, _("Sent. You will see here when it is read, and the outcome."))
        return reverse("screening:referral", args=[referral.pk])

    lead = _("They see age, gender, language and citizenship, what you write here, and what you tick. Nothing else.")
    context = context_of(client, _("Refer to the unit"), lead=lead)
    return answer_form(request, form, act, template=FORM, context=context)
