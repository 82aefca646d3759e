"""A sealed case that nobody is inside of: a new lead, by two people from outside."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.errors import NotPermitted, NotVisible
from carisecure.access.policy import require, rule
from carisecure.access.two_people.forms import YesOrNoForm
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.collation import ByName
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.insiders.clocks import sealed_clocks
from cases.insiders.forms import NewLeadForm
from cases.insiders.operations import new_lead
from cases.insiders.operations import new_lead as operations
from cases.record.doors import form_methods


@signed_in
@form_methods
def ask(request: SignedIn) -> HttpResponse:
    require(request.user, new_lead.ACTION)
    if not new_lead.is_overseer(request.user):
        raise NotPermitted(new_lead.ACTION, "")
    record("read", table="cases_case", detail={"page": "new_lead"})
    staff = User.objects.filter(is_active=True, agency__is_active=True, role__in=rule("cases.take_case").roles)
    empty = [clock.reference for clock in sealed_clocks() if clock.people_inside == 0]
    people = staff.select_related("agency").order_by(ByName("full_name"))
    form = NewLeadForm.open(request, references=empty, people=people)

    def act() -> str:
        require_fresh(request)
        asked = operations.ask_for_new_lead(by=request.user, **form.values())
        messages.success(request, _("Request sent. Another auditor decides."))
        return reverse("cases:decide_new_lead", args=[asked])

    context = {"empty": empty, "cancel_url": reverse("cases:sealed_clocks")}
    return answer_form(request, form, act, template="cases/insiders/new_lead.html", context=context)


@signed_in
@form_methods
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    """Whoever asked sees it here too, and is refused by the database if they press."""
    asked = next((one for one in new_lead.new_leads(request.user) if one.pk == pk), None)
    if asked is None:
        raise NotVisible
    record("read", table="cases_newlead", object_id=pk)
    form = YesOrNoForm.open(request)

    def act() -> str:
        require_fresh(request)
        operations.decide_new_lead(asked=pk, yes=form.cleaned_data["decision"] == "yes", by=request.user)
        messages.success(request, _("Decided. Both names are in the access log."))
        return reverse("cases:decide_new_lead", args=[pk])

    is_mine = asked.requested_by_id == request.user.pk
    context = {"asked": asked, "is_mine": is_mine, "may_decide": asked.is_waiting and not is_mine}
    return answer_form(request, form, act, template="cases/insiders/decide_new_lead.html", context=context)
