"""The second page of a referral: exactly what they will see, with the names covered until the sender shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from carisecure.access.policy import may
from carisecure.audit.record import record
from carisecure.interface import drafts
from carisecure.interface.doors import SignedIn
from carisecure.interface.drafts import DraftRefused
from carisecure.interface.views import render_page
from cases.people import showing
from cases.people.names_shown import works_on
from cases.people.showing import NamesGate
from cases.people.views.names import begin_visit
from cases.record.models import Case, Involvement
from screening.referral.forms import URGENT, ReferOutForm
from screening.referral.packet import Packet, build
from screening.referral.views.sending import asked_of

# Buttons of this page and what belongs to them; none is a field of the form.
SEND, CHANGE, APPROVED, NAMES, REASON = "send", "change", "approved", "names", "reason"
_OF_THIS_PAGE = frozenset({"csrfmiddlewaretoken", SEND, CHANGE, APPROVED, NAMES, REASON})
SHOWS_NAMES = "screening.refer_out_identity"


def preview(
    request: SignedIn, form: ReferOutForm, involvement: Involvement, context: dict[str, object]
) -> HttpResponse:
    """What will be frozen, and a ledger line that it was looked at: no line, no page."""
    data = form.cleaned_data
    packet = build(involvement=involvement, categories=data["categories"], asked=asked_of(form), by=request.user)
    gate = _gate(request, involvement, packet)
    typed = list(_typed(request))
    _keep(request, form.draft_key, typed)
    shows_names = gate.may and gate.is_shown
    detail = {"page": "screening.refer_preview", **({"names": True} if shows_names else {})}
    record("read", table="cases_involvement", object_id=involvement.pk, detail=detail)
    shown = {
        **context,
        "form": form,
        "packet": packet if shows_names else packet.without_names(),
        "gate": gate,
        "recipient": data["to_agency"],
        "hidden": [*typed, (APPROVED, packet.digest())],
        "left_out": form.left_out(),
        "is_urgent": data["basis"] == URGENT,
    }
    return render_page(request, "screening/referral/refer_preview.html", shown)


def _gate(request: SignedIn, involvement: Involvement, packet: Packet) -> NamesGate:
    """The same gate as on the pages of the case and of the person: a visit begun there goes on here."""
    case = Case.objects.visible_to(request.user, "cases.view_case").filter(pk=involvement.case_id).first()
    is_own = works_on(request.user, case)
    allowed = packet.has_names and may(request.user, SHOWS_NAMES, involvement)
    pressed = request.POST.get(NAMES, "") if allowed else ""
    if pressed == "hide":
        showing.end(request, [involvement.pk, involvement.case_id])
    elif pressed:
        people = [involvement.person_id]
        begin_visit(request, on=involvement, people=people, is_own=is_own, action=SHOWS_NAMES)
    is_shown = allowed and showing.is_shown(request, involvement.pk, involvement.case_id)
    return NamesGate(reverse("screening:refer_out", args=[involvement.pk]), allowed, is_shown, is_own)


def _typed(request: SignedIn) -> Iterator[tuple[str, str]]:
    """The whole form again, for the next press."""
    for name, values in request.POST.lists():
        if name not in _OF_THIS_PAGE:
            yield from ((name, str(value)) for value in values)


def _keep(request: SignedIn, key: str, typed: list[tuple[str, str]]) -> None:
    """What was typed stays its author's draft while they look: this page may be left, or locked, before it is sent."""
    data = QueryDict(mutable=True)
    for name, value in typed:
        data.appendlist(name, value)
    # Too long for a draft, or sent from another window meanwhile: the page carries the text in any case.
    with suppress(DraftRefused):
        drafts.save(by=request.user, key=key, data=data, known_version=draft_version(request, key))


def draft_version(request: SignedIn, key: str) -> int:
    """Of the draft that is kept now; 0 where there is none."""
    kept = drafts.load(request, key)
    return kept.version if kept else 0
