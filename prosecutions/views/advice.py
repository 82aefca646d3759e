"""The prosecutor asks, settles, advises, and takes a matter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carisecure.access.policy import fetch, who_may
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.forms.court import AssignForm, PressForm
from prosecutions.forms.file import AdviceForm, QueryForm
from prosecutions.models import Prosecution, Query
from prosecutions.operations import ask_query, assign_matter, record_advice, settle_query
from prosecutions.views.pages import form_context, matter_url


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action="prosecutions.ask_query", pk=pk)
    form = QueryForm.open(request, draft=f"query-{prosecution.pk}")

    def act() -> str:
        ask_query(prosecution=prosecution, by=request.user, **form.values())
        messages.success(request, _("Query sent to the unit."))
        return matter_url(prosecution, "queries")

    lead = _("The unit sees it in its list of work, with the date by which you need the answer.")
    return answer_form(request, form, act, context=form_context(prosecution, _("Send a query"), lead))


@require_POST
@signed_in
def settle(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Query.objects.select_related("prosecution")
    query: Query = fetch(rows, viewer=request.user, action="prosecutions.settle_query", pk=pk)
    form = PressForm.open(request)

    def act() -> str:
        settle_query(query=query, by=request.user)
        return matter_url(query.prosecution, "queries")

    title = _("Settle query %(n)s") % {"n": query.number}
    return answer_form(request, form, act, context=form_context(query.prosecution, title))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def advise(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action="prosecutions.record_advice", pk=pk)
    form = AdviceForm.open(request, draft=f"advice-{prosecution.pk}")

    def act() -> str:
        record_advice(prosecution=prosecution, by=request.user, **form.values())
        messages.success(request, _("Advice recorded. The unit can read it."))
        return matter_url(prosecution, "queries")

    lead = _("On the latest submission. Further enquiries send the case back to the unit.")
    return answer_form(request, form, act, context=form_context(prosecution, _("Record advice"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def assign(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action="prosecutions.assign_matter", pk=pk)
    people = who_may("prosecutions.record_advice", prosecution)
    form = AssignForm.open(request, people=people, initial={"to": prosecution.assigned_to_id or request.user.pk})

    def act() -> str:
        assign_matter(prosecution=prosecution, by=request.user, **form.values())
        messages.success(request, _("Matter assigned."))
        return matter_url(prosecution)

    return answer_form(request, form, act, context=form_context(prosecution, _("Assign the matter")))
