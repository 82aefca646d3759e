"""Which browser this is: a random id in a signed cookie that lives a year.

It opens nothing. Whoever steals it may try passwords for the people who have signed in there while strangers are locked
out (five tries, like everybody), and may see the names of those whose session is locked there, whose key or code is
still needed.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from carisecure.accounts.models import KnownBrowser, User
from carisecure.accounts.secrets import keyed_digest

COOKIE = "carisecure_browser"
_SALT = "carisecure.accounts.browsers"
A_YEAR = 365 * 24 * 3600


def browser_of(request: HttpRequest) -> str:
    """The digest of this browser's id; empty where it has none that we signed."""
    fresh: str = getattr(request, "fresh_browser", "")
    known = fresh or request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=A_YEAR) or ""
    return keyed_digest("browser", known) if known else ""


def name_browser(request: HttpRequest) -> str:
    """The digest of this browser's id, given now if it has none; `keep_browser` puts it into the answer."""
    if not browser_of(request):
        request.fresh_browser = secrets.token_urlsafe(24)  # type: ignore[attr-defined]
    return browser_of(request)


def keep_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    fresh: str = getattr(request, "fresh_browser", "")
    if fresh:
        response.set_signed_cookie(
            COOKIE,
            fresh,
            salt=_SALT,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def remember(user: User, browser: str) -> None:
    """This person has proved themselves in this browser."""
    KnownBrowser.objects.get_or_create(user=user, browser=browser)


def knows(browser: str, username: str) -> bool:
    return bool(browser) and KnownBrowser.objects.filter(browser=browser, user__username__iexact=username).exists()


def agent_of(request: HttpRequest) -> str:
    """Program and system in two words, for the list of one's sessions; the rest of the header is not kept."""
    header = request.headers.get("User-Agent", "")
    programs = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac", "Linux")
    program = next((name for sign, name in programs if sign in header), "")
    system = next((name for name in systems if name in header), "")
    return ", ".join(filter(None, (program, system)))
