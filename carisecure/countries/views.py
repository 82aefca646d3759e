"""The form for a number on call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import require
from carisecure.countries.forms import NumberForm
from carisecure.countries.models import OnCallNumber
from carisecure.countries.operations import fill_in_number, listed_number
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: SignedIn, code: str) -> HttpResponse:
    require(request.user, "countries.fill_in_number")
    listed = listed_number(code)
    row = OnCallNumber.objects.filter(code=code).first()
    form = NumberForm.open(
        request,
        is_listed=bool(listed.number),
        is_filled_in=row is not None,
        version=row.version if row else 0,
        initial={"number": row.number, "note": row.note} if row else {},
    )

    def act() -> str:
        fill_in_number(code=code, version=form.cleaned_data["version"], by=request.user, **form.values())
        messages.success(request, _("Saved. Everybody sees it now."))
        return reverse("home")

    known = _("%(number)s is on record. Enter the day when the unit last rang it and it was answered.") % {
        "number": listed.number
    }
    context = {
        "title": str(listed.label),
        "lead": known if listed.number else _("Save only a number that was answered: people call it in danger."),
        "cancel_url": reverse("home"),
    }
    return answer_form(request, form, act, context=context)
