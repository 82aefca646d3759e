"""How a view answers: a page, or the fragment of it that htmx asked for; a form, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from carisecure.access.middleware import view_name
from carisecure.audit.record import tell_opened
from carisecure.interface.forms import WorkForm
from carisecure.interface.once import submit_once
from carisecure.interface.trails import carried

FORM_PAGE = "interface/form_page.html"


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asks for a part; going back in history and boosted links need the whole page."""
    asks = request.headers.get("HX-Request") == "true"
    whole = "HX-Boosted" in request.headers or request.headers.get("HX-History-Restore-Request") == "true"
    return asks and not whole


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    fragment: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page, or `fragment` alone for htmx; messages travel beside a fragment, out of band.

    Rendered here and now, inside the transaction that the wall needs; a row that was opened for it is told in the log
    first, so that without the log there is no page.
    """
    tell_opened(view_name(request))
    partial = fragment is not None and wants_fragment(request)
    body = render_to_string(fragment if partial and fragment else template, context, request)
    if partial and len(get_messages(request)):
        body += render_to_string("interface/_messages.html", {"out_of_band": True}, request)
    response = HttpResponse(body, status=status)
    # Desktops are shared: after signing out the back button must not bring a page back.
    patch_cache_control(response, no_store=True, private=True)
    if fragment is not None:
        patch_vary_headers(response, ["HX-Request"])
    return response


def answer_form(
    request: HttpRequest,
    form: WorkForm,
    act: Callable[[], str | HttpResponse],
    *,
    template: str = FORM_PAGE,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The whole life of a form page: shown, refused with its errors (422), or done once and sent on.

    `act` calls one operation and returns the address to go to. It runs only when the form is valid.
    """

    def show(status: int) -> HttpResponse:
        shown: dict[str, Any] = {"form": form, **(context or {})}
        if cancel_url := shown.get("cancel_url"):
            shown["cancel_url"] = carried(request, str(cancel_url))
        return render_page(request, template, shown, status=status)

    form.show = show
    if not form.is_bound:
        return show(200)
    if not form.is_valid():
        return show(422)

    def act_and_lead_back() -> str | HttpResponse:
        done = act()
        return carried(request, done) if isinstance(done, str) else done

    return submit_once(request, form, act_and_lead_back)
