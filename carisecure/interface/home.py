"""The start page: everybody's "/" is the page they live on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.menu import home_url
from carisecure.interface.views import render_page

_homes: dict[str, str] = {}


def register_home(role: str, url_name: str) -> None:
    """Give a role a start page other than the first entry of its menu. Called when an app is ready."""
    _homes[str(role)] = url_name


def home_for(role: str) -> str:
    """The address of the page that a role lives on; "/" where its room is not built yet."""
    try:
        return reverse(_homes[role]) if role in _homes else home_url(role)
    except NoReverseMatch:
        return "/"


@signed_in
@require_safe
def home(request: SignedIn) -> HttpResponse:
    address = home_for(request.user.role)
    if address != "/":
        return redirect(address)
    return render_page(request, "home/plain.html")
