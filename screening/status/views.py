"""The decision on victim status, with its history."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.interface import words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.record.codelists import codelist
from cases.record.models import Involvement
from cases.record.readers import Readers, readers_of
from screening.interview.queries import has_assessment
from screening.status.forms import StatusForm
from screening.status.models import Ground, StatusDetermination
from screening.status.operations import decide_status
from screening.status.queries import decisions_about


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    involvement = fetch(Involvement, viewer=request.user, action="screening.decide_status", pk=pk)
    decisions = decisions_about(request.user, involvement)
    replaced = {d.replaces_id for d in decisions}
    earlier = [(str(d.pk), _named(d)) for d in decisions if d.pk not in replaced]
    is_assessed = has_assessment(request.user, involvement)
    form = StatusForm.open(request, earlier=earlier, has_assessment=is_assessed, draft=f"status-{pk}")

    def act() -> str:
        data = form.values()
        decided = data.pop("decided")
        corrected = data.pop("replaces", "")
        decide_status(
            involvement=involvement,
            happened_on=decided.first,
            precision=decided.precision,
            replaces=next((d for d in decisions if str(d.pk) == corrected), None),
            by=request.user,
            **data,
        )
        messages.success(request, _("Decision recorded."))
        return reverse("screening:person", args=[pk])

    context = {
        "involvement": involvement,
        "history": [_line(d, d.pk in replaced) for d in decisions],
        "title": _("Decision on victim status: %(who)s") % {"who": involvement.label},
        "cancel_url": reverse("screening:person", args=[pk]),
        "readers": _readers(request, involvement, decisions),
    }
    return answer_form(request, form, act, template="screening/status/status.html", context=context)


def _readers(request: SignedIn, involvement: Involvement, decisions: list[StatusDetermination]) -> list[Readers]:
    """Who reads the decisions: not everybody who sees the person does."""
    if decisions:
        return readers_of(decisions[0], "screening.view_status", viewer=request.user)
    return readers_of(involvement, "screening.view_person", viewer=request.user)


def _named(decision: StatusDetermination) -> str:
    return f"{decision.get_status_display()}, {words.day(decision.happened_on, decision.precision)}"


def _line(decision: StatusDetermination, is_replaced: bool) -> dict[str, object]:
    bodies, grounds = codelist("status_decided_by"), dict(Ground.choices)
    known = decision.deciding_body in bodies
    return {
        "decision": decision,
        "body": bodies.get(decision.deciding_body).label if known else decision.deciding_body,
        "grounds": [grounds[g] for g in decision.grounds if g in grounds],
        "is_replaced": is_replaced,
    }
