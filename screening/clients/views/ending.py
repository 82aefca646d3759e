"""The end of a client's record: hold, disposal, erasing, and what somebody else of the agency asked for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.accounts.fresh import require_fresh
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from cases.keeping.models import ERASE
from cases.keeping.operations import agreeing
from cases.keeping.views import alone
from screening.clients.forms import AskToEraseClientForm, EraseClientForm
from screening.clients.operations import erasing
from screening.clients.operations.ending import CLIENTS, has_second_person
from screening.clients.operations.identity import NAMES
from screening.clients.views.doors import FORM, back_to, client_for, context_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@signed_in
def hold(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.hold(request, pk, CLIENTS)


@form_methods
@signed_in
def lift(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.lift(request, pk, CLIENTS)


@form_methods
@signed_in
def dispose(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.dispose(request, pk, CLIENTS)


@form_methods
@signed_in
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.decide(request, pk, CLIENTS)


@form_methods
@signed_in
def erase(request: SignedIn, pk: UUID) -> HttpResponse:
    """Asked of somebody else where the agency has one; done at once where it has not."""
    client = client_for(request, pk, NAMES)
    may_now = not has_second_person(client, request.user) or agreeing.stands(CLIENTS, ERASE, client, request.user)
    form = (EraseClientForm if may_now else AskToEraseClientForm).open(request)

    def act() -> str:
        if may_now:
            require_fresh(request)
            erasing.erase_client_identity(client=client, by=request.user)
            return back_to(request, client, _("Erased. The record stays, without the person's name."), "names")
        asked = erasing.ask_to_erase(client=client, by=request.user, **form.values())
        messages.success(request, _("Request sent. When a second person approves, finish it here."))
        return CLIENTS.url("approval", asked.pk)

    lead = _(
        "Names, documents and numbers of this client are erased for good, and covered in referrals that you sent."
        " Notes, and what you call this person, stay: correct them first. What the unit wrote down itself, paper and"
        " copies are not reached, nor are backups until they expire."
    )
    return answer_form(request, form, act, template=FORM, context=context_of(client, _("Erase identity"), lead=lead))
