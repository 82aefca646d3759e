"""Screening and care of one person of a case: the unit's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from carisecure.access.policy import fetch, rights
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from cases.record.models import Involvement
from cases.record.readers import readers_of
from screening.interview.results import outcome_words
from screening.person.queries import person_file


@require_safe
@signed_in
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Involvement.objects.select_related("person")
    involvement = fetch(rows.all(), viewer=request.user, action="screening.view_person", pk=pk)
    held = rights(request.user, involvement)
    file = person_file(request.user, involvement)
    context = {
        "involvement": involvement,
        "person": involvement.person,
        "file": file,
        "screenings": [(screening, outcome_words(screening)) for screening in file.screenings],
        "may": {name: held.may(f"screening.{name}") for name in ("screen", "assess", "decide_status", "refer_out")},
        "may_consent": held.may("screening.record_consent"),
        "readers": readers_of(involvement, "screening.view_person", viewer=request.user),
    }
    return render_page(request, "screening/person/person.html", context)
