"""Health and figures for machines; the condition of the installation and its card for people."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from carisecure.access.policy import require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from carisecure.operating import card, figures, health, pages
from carisecure.storage import serving


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing."""
    return JsonResponse({"live": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the codes of what is wrong."""
    wrong = health.faults()
    if "database" not in wrong:
        health.look_where_nobody_does()
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever holds METRICS_TOKEN; for everybody else there is no such address."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    content, content_type = figures.exposed()
    return HttpResponse(content, content_type=content_type)


@require_safe
@signed_in
def condition(request: SignedIn) -> HttpResponse:
    """Is everything well; what is wrong first."""
    require(request.user, "operating.see_condition")
    return render_page(request, "operating/condition.html", {"shown": pages.condition_page()})


@require_safe
@signed_in
def print_card(request: SignedIn) -> HttpResponse:
    """The card to hang up: start, stop, restore. It holds no secret and no name."""
    require(request.user, "operating.print_card")
    return serving.attachment(card.pdf(), name="carisecure-card.pdf", content_type="application/pdf")
