"""People of a register who may be one human, and what is said of them before it comes in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.errors import TransitionRefused
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.registers.alike_forms import AlikeForm
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.operations.alike import say_alike
from cases.registers.reading import ACTION


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def same_human(request: SignedIn, pk: UUID) -> HttpResponse:
    """Two of one name are two until somebody says otherwise here, or on their pages later."""
    batch: RegisterBatch = RegisterBatch.objects.fetch(request.user, ACTION, pk)
    is_open = batch.state in (RegisterState.FAULTY, RegisterState.CHECKED)
    form = AlikeForm.open(request, alike=batch.alike, is_open=is_open)
    back = reverse("cases:register", args=[batch.pk])

    def act() -> str:
        if not is_open:
            raise TransitionRefused(_("Nothing can be said of this list now. Say it on the pages of the people."))
        say_alike(batch=batch, said=form.said(), by=request.user)
        messages.success(request, _("Saved. It is linked when the register comes in."))
        return f"{back}#alike"

    context = {"batch": batch, "cancel_url": back, "alike": batch.alike, "is_open": is_open}
    return answer_form(request, form, act, template="cases/registers/same_human.html", context=context)
