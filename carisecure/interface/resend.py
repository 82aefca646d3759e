"""A form that arrives once more is answered before its page is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from carisecure.interface.once import answered_before


class ResendMiddleware:
    """After AccessMiddleware, so that it runs in the request's transaction and as the person who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        # A draft carries the key and the text of its form, and is not the form.
        is_draft = request.resolver_match is not None and request.resolver_match.app_name == "interface"
        return answered_before(request) if request.method == "POST" and not is_draft else None
