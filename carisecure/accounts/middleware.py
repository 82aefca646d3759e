"""A session counts only while its desk is unlocked; and no answer stays in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from carisecure.accounts import browsers, desks, kept
from carisecure.accounts.fresh import FactorNeeded

# While locked: the ways to unlock, to sign in on top and to leave, and what says nothing about anybody.
OPEN_WHILE_LOCKED = frozenset(
    {
        "account_login", "account_logout", "choose_who", "sign_in_factor", "sign_in_enrol", "sign_in_with_code",
        "locked", "unlock", "interface:language", "interface:theme",
    }
)  # fmt: skip
# What the page's script asks by itself is no sign that somebody is there.
BY_ITSELF = frozenset({"interface:line"})
PASSIVE = "X-Passive"
# A form was taken, or is on the page again with what is wrong: stale (409) and not valid (422).
WITH_ITS_TEXT = (409, 422)


class DeskMiddleware:
    """After AuthenticationMiddleware, before everything that asks who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = timezone.now()
        request.desk = request.locked_desk = None  # type: ignore[attr-defined]
        name = kept.view_name(request)
        desk = desks.read(request, is_work=name not in BY_ITSELF and PASSIVE not in request.headers)
        if desk is not None or SESSION_KEY in request.session:
            desks.look(request, desk)
        elif request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.session.is_empty():
            _remember_why(request)
        if desks.locked_desk_of(request) is not None and name not in OPEN_WHILE_LOCKED:
            response: HttpResponseBase = _locked(request)
        else:
            response = self.get_response(request)
            _let_go(request, response, began)
        browsers.keep_browser(request, response)
        if "no-store" not in response.get("Cache-Control", ""):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        desk = desks.desk_of(request)
        if not isinstance(exception, FactorNeeded) or desk is None:
            return None
        kept.keep(request, desk)
        return _go(request, reverse("confirm"), status=200)


def _remember_why(request: HttpRequest) -> None:
    """The cookie leads nowhere: so that the sign-in page can say why."""
    if why := desks.why_ended(request.COOKIES[settings.SESSION_COOKIE_NAME]):
        request.session["ended_why"] = why


def _let_go(request: HttpRequest, response: HttpResponseBase, began: datetime) -> None:
    """A kept form has arrived. After a fault, or where it was refused, nobody has its text but us."""
    desk, status = desks.desk_of(request), response.status_code
    if desk is not None and request.method == "POST" and (status < 400 or status in WITH_ITS_TEXT):
        kept.arrived(request, desk, before=began)


def _locked(request: HttpRequest) -> HttpResponse:
    """The same for every address, whether it exists or not: nothing of any page, and where to unlock."""
    desk = desks.locked_desk_of(request)
    if desk is not None and (_is_of_our_page(request) if request.method == "POST" else kept.is_navigation(request)):
        with transaction.atomic():
            kept.keep(request, desk)
    return _go(request, reverse("locked"), status=401)


def _is_of_our_page(request: HttpRequest) -> bool:
    """It carries the token of this browser's pages: no other site may leave a form for the one who unlocks."""
    return CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is None


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _go(request: HttpRequest, address: str, *, status: int) -> HttpResponse:
    """Send the window on, in the way that whoever asked understands."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=status, headers={"HX-Redirect": address})
    if not kept.is_navigation(request):
        return JsonResponse({"go": address, **({"error": "locked"} if status == 401 else {})}, status=status)
    return HttpResponseRedirect(address)
