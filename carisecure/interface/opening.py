"""Open by reference: in the head of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from carisecure.access.errors import NotVisible
from carisecure.access.policy import require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.references import MOST, find
from carisecure.interface.views import render_page


class NothingOpened(NotVisible):
    """Nothing answers to what was typed: its page has the field again, to try another."""

    page = "interface/nothing_opened.html"


@signed_in
@require_safe
def open_by_reference(request: SignedIn) -> HttpResponse:
    """One answer opens, several are listed; what is hidden and what does not exist answer alike."""
    require(request.user, "interface.open_reference")
    text = request.GET.get("reference", "")
    if not text.replace("\x00", "").strip():
        return redirect("/")
    found = find(request.user, text)
    if not found:
        raise NothingOpened
    if len(found) == 1:
        return redirect(found[0].url)
    return render_page(request, "interface/found.html", {"found": found[:MOST], "has_more": len(found) > MOST})
