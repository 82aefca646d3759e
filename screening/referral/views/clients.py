"""The page a caseworker lives on, and the referral to the unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import require
from carisecure.accounts.roles import Role
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.paging import Pager, Place
from carisecure.interface.views import answer_form, render_page
from screening.referral.forms import ReferInForm
from screening.referral.operations.refer_in import refer_in
from screening.referral.queries import clients_of, exchange_of
from screening.referral.views.listing import record_listed
from screening.referral.views.sending import about_of, agreed_of, asked_of, only_for_of


@require_safe
@signed_in
def my_clients(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.my_clients")
    found = clients_of(request.user)
    record_listed((*found.waiting, *found.accepted, *found.sent), "screening.my_clients")
    return render_page(request, "screening/referral/my_clients.html", {"clients": found})


@require_safe
@signed_in
def referral_list(request: SignedIn) -> HttpResponse:
    """Everything sent and received, whatever became of it."""
    require(request.user, "screening.my_clients")
    found = exchange_of(request.user, sent=Place.of(request.GET, "sent"), ended=Place.of(request.GET, "ended"))
    record_listed((*found.received, *found.sent), "screening.referral_list")
    context = {
        "received": found.received,
        "sent": found.sent,
        "sent_pager": Pager.of(request.GET, found.sent_page, "sent"),
        "ended": found.ended_page.rows,
        "ended_pager": Pager.of(request.GET, found.ended_page, "ended"),
    }
    return render_page(request, "screening/referral/referral_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refer_to_unit(request: SignedIn) -> HttpResponse:
    """An agency of care refers a client; a frontline officer reports somebody whom they could not ask anything."""
    require(request.user, "screening.refer_in")
    is_officer = request.user.role == Role.FRONTLINE
    form = ReferInForm.open(request, by=request.user, draft="refer-to-unit")

    def act() -> str:
        referral = refer_in(
            about=about_of(form),
            to_agency=form.cleaned_data["to_agency"],
            asked=asked_of(form),
            agreed=agreed_of(form),
            only_for=only_for_of(form),
            by=request.user,
        )
        if is_officer:
            messages.success(request, _("Sent. The unit has it, and this is your receipt."))
        else:
            messages.success(request, _("Sent. You will see here when it is read, and the outcome."))
        return reverse("screening:receipt" if is_officer else "screening:referral", args=[referral.pk])

    context = {
        "title": _("Refer somebody to the unit"),
        "lead": _("No names are asked for. The unit must answer, and you see the answer here."),
        "cancel_url": reverse("cases:frontline_home" if is_officer else "screening:my_clients"),
    }
    return answer_form(request, form, act, template="screening/contact/form.html", context=context)
