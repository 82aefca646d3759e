"""Erase identity: asked for by one, agreed by another, then done. One page that knows how far it is."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.policy import fetch
from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import WorkForm
from carisecure.interface.views import answer_form
from cases.keeping.models import ERASE
from cases.keeping.operations import erasing as operations
from cases.keeping.operations.erasing import NOT_REACHED
from cases.record.doors import form_methods
from cases.record.models import Involvement
from cases.two_people import operations as approvals


class AskToEraseForm(WorkForm):
    submit_label = gettext_lazy("Send the request")

    reason = forms.CharField(
        label=gettext_lazy("Why the identity should be erased"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A supervisor reads this and decides. Use the person's label, not the name."),
    )


class EraseForm(WorkForm):
    submit_label = gettext_lazy("Erase identity for good")

    understood = forms.BooleanField(label=gettext_lazy("I understand that the names cannot be recovered."))


@signed_in
@form_methods
def erase(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Involvement.objects.select_related("person")
    involvement: Involvement = fetch(rows, viewer=request.user, action="cases.erase_identity", pk=pk)
    is_agreed = approvals.stands(ERASE, involvement.person, request.user)
    form = (EraseForm if is_agreed else AskToEraseForm).open(request)

    def act() -> str:
        if is_agreed:
            require_fresh(request)
            operations.erase_identity(person=involvement.person, by=request.user)
            messages.success(request, _("Identity erased. The case and the label remain."))
        else:
            approvals.request(ERASE, involvement.person, form.cleaned_data["reason"], request.user)
            messages.success(request, _("Request sent to a supervisor. The answer appears here."))
        return reverse("cases:person", args=[involvement.pk])

    context = {
        "title": _("Erase identity"),
        "lead": _(
            "Names, documents, telephones, addresses and the date of birth are destroyed, and names"
            " in referrals already sent to partners are hidden. The case, the label, notes and"
            " statements remain."
        )
        + f" {NOT_REACHED}",
        "person": involvement,
        "cancel_url": reverse("cases:person", args=[involvement.pk]),
    }
    return answer_form(request, form, act, template="cases/record/form.html", context=context)
