"""Screen a person: the page a frontline officer lives on. A phone in one hand."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from screening.contact.operations import About
from screening.contact.queries import unit_on_call
from screening.instruments.loader import instrument
from screening.interview.forms.preface import DoorPrefaceForm
from screening.interview.operations import start_at_the_door
from screening.interview.queries import open_screens
from screening.interview.results import FIRST_SCREEN


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def first_screen(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.screen_at_the_door")
    used = instrument(FIRST_SCREEN)
    form = DoorPrefaceForm.open(request, instrument=used, draft="screen-a-person")

    def act() -> str:
        data = form.cleaned_data
        about = About(
            age_from=data["age_from"],
            age_to=data["age_to"],
            age_basis="not_known" if data["age_from"] is data["age_to"] is None else "impression",
            gender=data["gender"],
            languages=[str(data[q.id]) for q in used.before_you_start if q.type == "language"],
        )
        screening = start_at_the_door(about=about, preface=form.preface(), by=request.user)
        return reverse("screening:before", args=[screening.pk])

    context = {"used": used, "open_screens": open_screens(request.user), "on_call": unit_on_call(request.user)}
    return answer_form(request, form, act, template="screening/interview/door.html", context=context)
