"""What came to the unit, and the unit's answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import fetch, require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.paging import Pager, Place
from carisecure.interface.views import answer_form, render_page
from cases.record.models import Case
from screening.referral.forms import NotTakenUpForm, TakeUpForm
from screening.referral.models import Referral
from screening.referral.operations.take_up import decline_take_up, take_up_referral
from screening.referral.queries import inbox_of
from screening.referral.views.listing import record_listed


@require_safe
@signed_in
def inbound_list(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.see_inbound")
    inbox = inbox_of(request.user, Place.of(request.GET, "answered"))
    record_listed((*inbox.waiting, *inbox.answered), "screening.inbound_list")
    context = {"inbox": inbox, "answered_pager": Pager.of(request.GET, inbox.page, "answered")}
    return render_page(request, "screening/referral/inbound_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_up(request: SignedIn, pk: UUID) -> HttpResponse:
    referral = fetch(Referral, viewer=request.user, action="screening.handle_inbound", pk=pk)
    cases = Case.objects.visible_to(request.user, "cases.add_person").open()
    form = TakeUpForm.open(request, cases=cases)

    def act() -> str:
        take_up_referral(referral=referral, case=form.case, by=request.user)
        messages.success(request, _("Taken up. The sender sees that, and nothing of the case."))
        return reverse("screening:referral", args=[pk])

    context = {
        "title": _("Take up referral %(reference)s") % {"reference": referral.reference},
        "lead": _take_up_lead(referral),
        "cancel_url": reverse("screening:referral", args=[pk]),
    }
    return answer_form(request, form, act, context=context)


def _take_up_lead(referral: Referral) -> str:
    if referral.is_official_involved:
        return _("An official is involved: the case is sealed at once, and you name who works on it with you.")
    return _("The person is added to a case. The sender learns that the referral was taken up, never in which case.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def not_taken_up(request: SignedIn, pk: UUID) -> HttpResponse:
    referral = fetch(Referral, viewer=request.user, action="screening.handle_inbound", pk=pk)
    form = NotTakenUpForm.open(request, draft=f"not-taken-up-{pk}")

    def act() -> str:
        decline_take_up(referral=referral, by=request.user, **form.values())
        messages.success(request, _("Answered. The sender reads your reason."))
        return reverse("screening:inbound_list")

    context = {
        "title": _("Not taken up: referral %(reference)s") % {"reference": referral.reference},
        "lead": _("Every referral is answered, even if not taken up: the sender must look elsewhere."),
        "cancel_url": reverse("screening:referral", args=[pk]),
    }
    return answer_form(request, form, act, context=context)
