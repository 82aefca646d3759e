"""Who a client is: shown for a visit, added, struck out; and the copy of the whole record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.accounts.fresh import require_fresh
from carisecure.audit.record import record
from carisecure.interface import words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from carisecure.storage import serving
from cases.people.forms import MistakeForm, NameForm
from cases.people.views.names import answer_press
from screening.clients.copying import copy_of
from screening.clients.operations import identity
from screening.clients.views.doors import FORM, back_to, client_for, context_of, page_of

NAMES = "screening.client_names"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@signed_in
def show_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """Show who this is for this visit, or hide it again: their own client, so no reason is asked for."""
    client = client_for(request, pk, NAMES)
    return answer_press(
        request, on=client, people=[client.involvement.person_id], hidden=[], is_own=True, action=NAMES,
        back=page_of(client, "names"),
    )  # fmt: skip


@form_methods
@signed_in
def add_name(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, NAMES)
    form = NameForm.open(request)

    def act() -> str:
        identity.add_client_name(client=client, by=request.user, **form.values())
        return back_to(request, client, _("Kept in your organisation. Every look at it is recorded."), "names")

    context = context_of(client, _("Add a name, document or number"))
    return answer_form(request, form, act, template=FORM, context=context)


@form_methods
@signed_in
def mistake(request: SignedIn, pk: UUID) -> HttpResponse:
    """One entry was a mistake. The page says which by its kind and time: names stay hidden."""
    row, client = identity.fact_and_client(pk, by=request.user)
    form = MistakeForm.open(request)

    def act() -> str:
        identity.mark_client_name_mistaken(client=client, identity=row, by=request.user, **form.values())
        return back_to(request, client, _("Struck out. No longer sent or copied as theirs."), "names")

    lead = _("%(kind)s, written on %(when)s") % {"kind": row.get_kind_display(), "when": words.moment(row.created_at)}
    context = context_of(client, _("Entered by mistake"), lead=lead)
    return answer_form(request, form, act, template=FORM, context=context)


@require_safe
@signed_in
def copy(request: SignedIn, pk: UUID) -> HttpResponse:
    """The client's own record, to be handed to them: with the names."""
    client = client_for(request, pk, NAMES)
    require_fresh(request)
    text = copy_of(request.user, client)
    record("export.client_copy", table="screening_client", object_id=client.pk, detail={"names": True})
    name = f"client-record-{timezone.localdate():%Y-%m-%d}.txt"
    return serving.attachment(text.encode(), name=name, content_type="text/plain; charset=utf-8")
