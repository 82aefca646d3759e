"""Sealed cases, seen from outside the chain: their clocks and nothing else."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from carisecure.access.policy import require
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from cases.insiders.clocks import sealed_clocks
from cases.insiders.operations import new_lead
from cases.record import panels


@signed_in
@require_safe
def sealed(request: SignedIn) -> HttpResponse:
    require(request.user, "cases.view_sealed_clocks")
    record("read", table="cases_case", detail={"page": "sealed_clocks"})
    context = {
        "clocks": sealed_clocks(),
        "panels": panels.clock_panels(),
        "asked": new_lead.new_leads(request.user),
        "may_ask": new_lead.is_overseer(request.user),
    }
    return render_page(request, "cases/insiders/sealed_clocks.html", context)
