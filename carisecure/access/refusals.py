"""What a page of ours did not send is refused, and the refusal is a line of the log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from carisecure.access.middleware import asked_of, view_name
from carisecure.audit.record import record


def not_of_our_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 as Django does, inside the request's transaction; what was asked for is named by its address alone."""
    record("refused.csrf", detail={"view": view_name(request), "asked": asked_of(request)})
    return csrf_failure(request, reason)
