"""Notes about a client; leaving and coming back; and the correction of each."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from screening.clients.forms import ClientNoteCorrection, ClientNoteForm, EventCorrection, LeftForm, ReturnedForm
from screening.clients.models import ClientEvent, ClientNote
from screening.clients.operations import keeping
from screening.clients.views.doors import FORM, back_to, client_for, context_of

CHANGE = "screening.change_client"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@signed_in
def add_note(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, CHANGE)
    form = ClientNoteForm.open(request, draft=f"client-note-{pk}")

    def act() -> str:
        keeping.add_client_note(client=client, by=request.user, **form.values())
        return back_to(request, client, _("Note saved."), "notes")

    context = context_of(client, _("Add a note"), lead=_("Stays in your organisation, whatever becomes of a referral."))
    return answer_form(request, form, act, template=FORM, context=context)


@form_methods
@signed_in
def correct_note(request: SignedIn, pk: UUID) -> HttpResponse:
    note = newest_of(fetch(ClientNote, viewer=request.user, action=CHANGE, pk=pk))
    client = client_for(request, note.client_id, CHANGE)
    form = ClientNoteCorrection.open(
        request, version=note.version, initial=ClientNoteCorrection.typed(note),
        draft=f"correct-client-note-{note.entry_key}",
    )  # fmt: skip

    def act() -> str:
        keeping.correct_client_note(note=note, by=request.user, **form.values(), **form.asked())
        return back_to(request, client, _("Correction saved."), "notes")

    return answer_form(request, form, act, template=FORM, context=context_of(client, _("Correct a note")))


@form_methods
@signed_in
def left(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, CHANGE)
    form = LeftForm.open(request, draft=f"client-left-{pk}")

    def act() -> str:
        keeping.client_left(client=client, by=request.user, **form.values())
        return back_to(request, client, _("The record is closed. Everything in it stays."))

    context = context_of(client, _("Close the record"), lead=_("The person is no longer with you. Everything stays."))
    return answer_form(request, form, act, template=FORM, context=context)


@form_methods
@signed_in
def returned(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, CHANGE)
    form = ReturnedForm.open(request, draft=f"client-returned-{pk}")

    def act() -> str:
        keeping.client_returned(client=client, by=request.user, **form.values())
        return back_to(request, client, _("The record is open again."))

    return answer_form(request, form, act, template=FORM, context=context_of(client, _("Open the record again")))


@form_methods
@signed_in
def correct_event(request: SignedIn, pk: UUID) -> HttpResponse:
    event = newest_of(fetch(ClientEvent, viewer=request.user, action=CHANGE, pk=pk))
    client = client_for(request, event.client_id, CHANGE)
    form = EventCorrection.open(
        request, version=event.version, initial=EventCorrection.typed(event), event=event,
        draft=f"correct-client-event-{event.entry_key}",
    )  # fmt: skip

    def act() -> str:
        data = form.cleaned_data
        keeping.correct_client_event(
            event=event, on=data.get("on") or event.happened, reason_left=data.get("reason_left", ""),
            note=data.get("note", ""), by=request.user, **form.asked(),
        )  # fmt: skip
        return back_to(request, client, _("Correction saved."), "stay")

    context = context_of(client, _("Correct: %(what)s") % {"what": event.get_event_display()})
    return answer_form(request, form, act, template=FORM, context=context)
