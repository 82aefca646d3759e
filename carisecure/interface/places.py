"""Where to go back to: a page of this house, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

START = "/"


def place_here(request: HttpRequest, address: str) -> str:
    """Path and query of an address that came from outside (Referer, `next`, a kept form), or "" where it leads away.

    A path of its own that begins with "//" or "/\\" is refused too: a browser reads another host in it, and
    "http://this.house//elsewhere/" passes for an address of this house.
    """
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=False):
        return ""
    parts = urlsplit(address)
    path = parts.path or START
    if not path.startswith("/") or path[1:2] in ("/", "\\"):
        return ""
    return f"{path}?{parts.query}" if parts.query else path


def came_from(request: HttpRequest) -> str:
    """The page of this house that the browser says it comes from, or ""."""
    return place_here(request, request.headers.get("Referer", ""))
