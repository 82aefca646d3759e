"""Emergency access: asked for by reference, ended, reviewed by somebody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carisecure.access.policy import fetch, require
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.collation import ByName
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.menu import home_url
from carisecure.interface.views import answer_form
from cases.insiders.forms import EmergencyForm, ReviewForm
from cases.insiders.models import EmergencyAccess
from cases.insiders.operations import emergency as operations
from cases.record.doors import form_methods


@signed_in
@form_methods
def ask(request: SignedIn) -> HttpResponse:
    """The answer is the same whether there is such a case or not."""
    require(request.user, "cases.ask_emergency")
    form = EmergencyForm.open(request)

    def act() -> str:
        require_fresh(request)
        operations.open_in_emergency(by=request.user, **form.values())
        messages.success(request, _("If there is such a case, you now have read-only access to it for 60 minutes."))
        return home_url(request.user.role)

    return answer_form(request, form, act, template="cases/insiders/emergency.html")


@signed_in
@require_POST
def end(request: SignedIn, pk: UUID) -> HttpResponse:
    """One's own; another's is left alone, and it is answered the same."""
    require(request.user, "cases.ask_emergency")
    operations.end_emergency(access=pk, by=request.user)
    messages.success(request, _("Emergency access ended."))
    return redirect(home_url(request.user.role))


@signed_in
@form_methods
def review(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = EmergencyAccess.objects.select_related("case", "user", "reviewed_by")
    access: EmergencyAccess = fetch(rows, viewer=request.user, action="cases.review_emergency", pk=pk)
    form = ReviewForm.open(request)

    def act() -> str:
        require_fresh(request)
        operations.review_emergency(access=access, by=request.user, **form.values())
        messages.success(request, _("Review closed."))
        return reverse("cases:emergency_review", args=[access.pk])

    context = {
        "access": access,
        "case": access.case,
        "told": list(User.objects.filter(pk__in=access.told).order_by(ByName("full_name"))),
        "may_review": access.reviewed_at is None and access.user_id != request.user.pk,
    }
    return answer_form(request, form, act, template="cases/insiders/emergency_review.html", context=context)
