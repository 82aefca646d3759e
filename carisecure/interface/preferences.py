"""Language and theme: plain links, so that an error page carries no form.

A GET changes nothing but a cookie of the person who follows the link. The page to go back to comes from the browser's
Referer header, never from the address: so no page has to write its own path into its links.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from carisecure.interface.context import THEME_COOKIE, THEMES
from carisecure.interface.places import START, came_from

A_YEAR = 365 * 24 * 3600


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, code)


@require_safe
def choose_theme(request: HttpRequest, code: str) -> HttpResponse:
    if code not in THEMES:
        raise Http404
    return _keep(request, THEME_COOKIE, code)


def _keep(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = HttpResponseRedirect(back_to(request))
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    return response


def back_to(request: HttpRequest) -> str:
    """The page on this host that the person came from, else the start page."""
    return came_from(request) or START
