"""Our clients: the list, somebody new, and the page of one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import fetch, require, rights
from carisecure.audit.record import record, record_listed
from carisecure.countries.names import country_name, language_name
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.paging import Pager, Place
from carisecure.interface.views import answer_form, render_page
from cases.keeping.queries import waiting
from cases.keeping.views.alone import stub_of
from cases.people import showing
from cases.people.showing import NamesGate
from cases.record.codelists import codelist
from cases.record.doors import version_of
from cases.record.models import Involvement
from cases.record.readers import readers_of
from screening.clients import queries
from screening.clients.forms import ChangeClientForm, ClientForm, ContactClientForm
from screening.clients.models import Client, ClientDisposal
from screening.clients.operations import identity, keeping
from screening.clients.operations.ending import CLIENTS
from screening.clients.views.doors import FORM, back_to, client_for, context_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def our_clients(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.own_clients")
    found = queries.our_clients(request.user, Place.of(request.GET, "left"))
    shown = [*found.with_us, *found.left.rows]
    record_listed("screening_client", [client.pk for client in shown], page="screening.our_clients")
    context = {
        "clients": found,
        "asked": list(waiting(CLIENTS, request.user)),
        "left_pager": Pager.of(request.GET, found.left, "left"),
    }
    return render_page(request, "screening/clients/our_clients.html", context)


@form_methods
@signed_in
def new(request: SignedIn) -> HttpResponse:
    require(request.user, "screening.own_clients")
    form = ClientForm.open(request, draft="new-client")

    def act() -> str:
        client = keeping.new_client(
            label=form.cleaned_data["label"], about=form.about(), since=form.cleaned_data["since"], by=request.user
        )
        return back_to(request, client, _("Saved. Only your organisation can see this record."))

    context = {
        "title": _("New client"),
        "lead": _("Known to your organisation alone. Nobody else sees or counts it."),
        "cancel_url": reverse("screening:our_clients"),
        "back_label": _("Our clients"),
    }
    return answer_form(request, form, act, template=FORM, context=context)


@form_methods
@signed_in
def keep(request: SignedIn, pk: UUID) -> HttpResponse:
    """Somebody of our own whom we referred before we had a record of them."""
    involvement = fetch(Involvement, viewer=request.user, action="screening.send_own", pk=pk)
    require(request.user, "screening.own_clients")
    known = queries.client_of(request.user, pk)
    if known is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("screening:client", args=[known.pk]))
    form = ContactClientForm.open(request)

    def act() -> str:
        client = keeping.keep_contact(involvement=involvement, label=form.cleaned_data["label"], by=request.user)
        return back_to(request, client, _("Saved. Only your organisation can see this record."))

    context = {"title": _("Keep as our client"), "cancel_url": reverse("screening:my_clients")}
    return answer_form(request, form, act, template=FORM, context=context)


@require_safe
@signed_in
def of_involvement(request: SignedIn, pk: UUID) -> HttpResponse:
    """From a screening or a consent to the client it is about; to the referrals where there is no such record."""
    fetch(Involvement, viewer=request.user, action="screening.send_own", pk=pk)
    require(request.user, "screening.own_clients")
    client = queries.client_of(request.user, pk)
    if client is None:
        return HttpResponseRedirect(reverse("screening:my_clients"))
    return HttpResponseRedirect(reverse("screening:client", args=[client.pk]))


def _stub(request: SignedIn, client: Client, disposal: ClientDisposal) -> HttpResponse:
    record("read", table="screening_client", object_id=client.pk)
    context = {"client": client, **stub_of(CLIENTS, client, disposal),
               "readers": readers_of(client, "screening.view_client", viewer=request.user)}  # fmt: skip
    return render_page(request, "screening/clients/stub.html", context)


@require_safe
@signed_in
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, "screening.view_client")
    if disposal := queries.disposal_of(request.user, client):
        return _stub(request, client, disposal)
    held, person = rights(request.user, client), client.involvement.person
    gate = NamesGate(
        url=reverse("screening:client_names", args=[pk]),
        may=held.may("screening.client_names") and client.erased_at is None,
        is_shown=client.erased_at is None and showing.is_shown(request, client.pk),
        is_own=True,
    )
    detail = {"names": True} if gate.is_shown else {}
    record("read", table="screening_client", object_id=client.pk, detail=detail)
    context = {
        "client": client,
        "person": person,
        "gate": gate,
        "names": list(identity.facts_of(client, request.user).select_related("mistaken_by")) if gate.is_shown else [],
        "file": queries.client_file(request.user, client),
        "gender": codelist("gender").get(person.gender).label if person.gender else "",
        "languages": ", ".join(language_name(code) for code in person.languages),
        "citizenships": ", ".join(country_name(code) for code in person.citizenships),
        "may_change": held.may("screening.change_client"),
        "readers": readers_of(client, "screening.view_client", viewer=request.user),
    }
    return render_page(request, "screening/clients/client.html", context)


@form_methods
@signed_in
def edit(request: SignedIn, pk: UUID) -> HttpResponse:
    client = client_for(request, pk, "screening.change_client")
    form = ChangeClientForm.open(request, version=client.version, initial=ChangeClientForm.typed(client))

    def act() -> str:
        keeping.update_client(
            client=client, label=form.cleaned_data["label"], about=form.about(), version=version_of(form),
            by=request.user,
        )  # fmt: skip
        return back_to(request, client, _("Saved."))

    return answer_form(request, form, act, template=FORM, context=context_of(client, _("Change")))
