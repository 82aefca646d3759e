"""What each page does on which somebody else decides."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.utils.translation import gettext as _

from carisecure.access.two_people.forms import DecideForm
from carisecure.access.two_people.models import TwoPeople
from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn


def take_answer(
    request: SignedIn,
    form: DecideForm,
    asked: TwoPeople,
    *,
    approve: Callable[[str], object],
    refuse: Callable[[str], object],
) -> None:
    """Yes or no, with a fresh factor, and the words that say so."""
    require_fresh(request)
    answer = form.cleaned_data["answer"]
    if form.cleaned_data["decision"] == "yes":
        approve(answer)
        messages.success(request, _("Approved. Both names are in the access log."))
    else:
        refuse(answer)
        messages.success(request, _("Refused. %(name)s can read your answer.") % {"name": asked.requested_by})
