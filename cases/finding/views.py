"""Find a person, find a text: the form and what it found, on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from cases.finding.forms import FindPersonForm, FindTextForm
from cases.finding.queries import find_people, find_texts

methods = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@methods
def find_person(request: SignedIn) -> HttpResponse:
    """People by name, document, telephone or date of birth, among those whose names the person may see."""
    require(request.user, "cases.work")
    form = FindPersonForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= {"asked": True, "found": find_people(request.user, form.asked()), "looked_for": form.looked_for()}
    return render_page(request, "cases/finding/find_person.html", context, status=422 if form.errors else 200)


@signed_in
@methods
def find_text(request: SignedIn) -> HttpResponse:
    """Notes, statements, reports, exhibits and summaries of the cases that the person may see."""
    require(request.user, "cases.work")
    form = FindTextForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= {
            "asked": True,
            "found": find_texts(request.user, form.cleaned_data["words"], struck_out=form.cleaned_data["struck_out"]),
        }
    return render_page(request, "cases/finding/find_text.html", context, status=422 if form.errors else 200)
