"""The prosecutor asks, settles, advises, and takes a matter."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.advice.forms import AdviceCorrection, AdviceForm, AnswerForm, PressForm, QueryForm
from prosecutions.advice.models import Advice, Query
from prosecutions.advice.operations import (
    advice_typed,
    answer_query,
    ask_query,
    correct_advice,
    record_advice,
    settle_query,
)
from prosecutions.record.correcting import Correction, answer_correction
from prosecutions.record.doors import form_context, matter_url, opened
from prosecutions.record.models import Prosecution


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Query.objects.select_related("prosecution", "recorded_by")
    query: Query = fetch(rows, viewer=request.user, action="prosecutions.answer_query", pk=pk)
    form = AnswerForm.open(request, draft=f"query-answer-{query.pk}", version=query.version)
    back = reverse("prosecutions:matter", args=[query.prosecution_id])

    def act() -> str:
        answer_query(query=query, by=request.user, version=form.cleaned_data["version"], **form.values())
        messages.success(request, _("Answer sent to the prosecutor."))
        return back

    opened(query.prosecution, "answer", query=query.number)
    context = {"query": query, "prosecution": query.prosecution, "back": back}
    return answer_form(request, form, act, template="prosecutions/advice/answer.html", context=context)


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
def correct(request: SignedIn, pk: UUID) -> HttpResponse:
    given: Advice = newest_of(
        fetch(Advice.objects.all(), viewer=request.user, action="prosecutions.record_advice", pk=pk)
    )
    opened(given.prosecution, "correct_advice")
    form = AdviceCorrection.open(
        request, draft=f"advice-correction-{given.entry_key}", version=given.version, initial=advice_typed(given)
    )
    title = _("Correct the advice on submission %(n)s") % {"n": given.on_submission}

    def act(correction: Correction) -> None:
        correct_advice(advice=given, correction=correction, by=request.user)

    return answer_correction(request, given.prosecution, form, act, title=title, part="queries")
