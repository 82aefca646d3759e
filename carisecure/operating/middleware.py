"""The id of each request, and the answers to machines that ask whether all is well."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from carisecure import logs
from carisecure.operating import figures, views

Next = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-ID"
EARLY = {"/health/live": views.live, "/health/ready": views.ready, "/metrics": views.metrics}


class RequestIdMiddleware:
    """Outermost. The id is ours: one that a visitor sends is not repeated, it could carry anything."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        begun = time.perf_counter()
        with logs.about(request.request_id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response[HEADER] = request.request_id  # type: ignore[attr-defined]
        if settings.METRICS_TOKEN:
            figures.note_request(request.method or "", response.status_code, time.perf_counter() - begun)
        return response


class HealthMiddleware:
    """These addresses read no session, open no transaction as a person and leave no line in the ledger."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = EARLY.get(request.path_info)
        if view is not None:
            with suppress(Http404):  # answered further in, exactly as an address that there is not
                return view(request)
        return self.get_response(request)
