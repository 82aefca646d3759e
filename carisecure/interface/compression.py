"""Pages go out compressed; why that gives nothing away stands in docs/decisions/compression.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class PageGZipMiddleware(GZipMiddleware):
    """Django's own, with its padding of random length, for pages alone.

    Files that are downloaded are packed already and say how long they are; static files are compressed when they are
    gathered.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed
