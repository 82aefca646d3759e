"""The assessment of indicators: which list, then the whole list by dimension."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from cases.record.models import Case, Involvement
from screening.instruments.loader import Instrument, Kind, instrument, instruments_for
from screening.interview.forms.assessment import AssessmentForm
from screening.interview.operations import record_assessment
from screening.interview.results import may_be_child


@require_safe
@signed_in
def choose(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement = _fetch(request, pk)
    child = may_be_child(involvement.person, {}, on=timezone.localdate())
    context = {
        "involvement": involvement,
        "offered": instruments_for(Kind.ASSESSMENT, child=child),
        "others": instruments_for(Kind.ASSESSMENT, child=not child),
        "child": child,
    }
    return render_page(request, "screening/interview/choose_assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fill_in(request: SignedIn, pk: UUID, used: str) -> HttpResponse:
    involvement = _fetch(request, pk)
    chosen = _instrument(used)
    known = {"act_recorded": _has_act(request, involvement)}
    form = AssessmentForm.open(request, instrument=chosen, draft=f"assess-{used}-{pk}", initial=known)

    def act() -> str:
        made = record_assessment(
            involvement=involvement,
            used=chosen,
            answers=form.answers(),
            act_recorded=form.cleaned_data["act_recorded"],
            by=request.user,
        )
        return reverse("screening:result", args=[made.pk])

    context = {
        "involvement": involvement,
        "used": chosen,
        "title": _("Assessment of indicators: %(who)s") % {"who": involvement.label},
        "cancel_url": reverse("screening:person", args=[pk]),
    }
    return answer_form(request, form, act, template="screening/interview/assessment.html", context=context)


def _fetch(request: SignedIn, pk: UUID) -> Involvement:
    rows = Involvement.objects.select_related("person")
    found: Involvement = fetch(rows.all(), viewer=request.user, action="screening.assess", pk=pk)
    return found


def _instrument(used: str) -> Instrument:
    try:
        chosen = instrument(used)
    except KeyError as error:
        raise Http404 from error
    if chosen.kind is not Kind.ASSESSMENT:
        raise Http404
    return chosen


def _has_act(request: SignedIn, involvement: Involvement) -> bool:
    rows = Case.objects.visible_to(request.user, "cases.view_case").filter(pk=involvement.case_id)
    return any(rows.values_list("acts", flat=True))
