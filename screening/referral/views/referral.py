"""One referral, from both sides: the packet, the answer, the history, who can read it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carisecure.access.models import WalledQuerySet
from carisecure.access.policy import fetch, may
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.audit.record import record
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from cases.people import showing
from cases.people.names_shown import works_on
from cases.people.showing import NamesGate
from cases.people.views.names import answer_press
from cases.record.models import Case
from cases.record.readers import readers_of
from screening.interview.models import Screening, State
from screening.referral.contacts import contacts_of
from screening.referral.models import Direction, Referral, ReferralState
from screening.referral.operations.refer_out import read_referral
from screening.referral.packet import Packet
from screening.referral.queries import ground_of, headline, history


@require_safe
@signed_in
def show(request: SignedIn, pk: UUID) -> HttpResponse:
    referral = read_referral(referral=_fetch(request, pk), by=request.user)
    is_recipient = referral.to_group_id in request.user.active_groups()
    is_unit = may(request.user, "screening.view_person", referral.involvement)
    # To the unit: written for it. From the unit: written for its own record, and not part of what they were sent.
    is_told = referral.direction == Direction.IN or not is_recipient
    context = {
        **_packet_context(request, referral),
        "reason": referral.urgent_reason if is_told else "",
        "is_recipient": is_recipient,
        "is_unit": is_unit,
        "may": _may(request, referral, is_recipient=is_recipient),
        "has_case": is_unit and referral.involvement.case_id is not None,
        "screens": _screens(request, referral) if is_unit and referral.direction == Direction.IN else [],
        "history": history(request.user, referral),
        "is_late": referral.is_waiting and referral.decision_due_on < timezone.localdate(),
        "contacts": contacts_of(referral),
        "readers": readers_of(referral, "screening.view_referral", viewer=request.user),
    }
    return render_page(request, "screening/referral/referral.html", context)


@require_safe
@signed_in
def packet(request: SignedIn, pk: UUID) -> HttpResponse:
    """The packet alone, for paper."""
    referral = _fetch(request, pk)
    # What the unit wrote for its own record stays off a paper that may go to the agency of care.
    reason = referral.urgent_reason if referral.direction == Direction.IN else ""
    return render_page(
        request, "screening/referral/packet.html", {**_packet_context(request, referral), "reason": reason}
    )


@require_POST
@signed_in
def show_names(request: SignedIn, pk: UUID) -> HttpResponse:
    """Show who the packet is about for this visit, or hide it again. Their own client: no reason is asked for."""
    referral = fetch(_rows, viewer=request.user, action="screening.show_names", pk=pk)
    return answer_press(
        request,
        on=referral,
        people=[referral.involvement.person_id],
        hidden=[],
        case=_case_of(request, referral),
        is_own=_is_client(request),
        action="screening.show_names",
        back=reverse("screening:referral", args=[pk]),
    )


def _is_client(request: SignedIn) -> bool:
    return request.user.role == Role.CASEWORKER


def _case_of(request: SignedIn, referral: Referral) -> Case | None:
    rows = Case.objects.visible_to(request.user, "cases.view_case")
    found: Case | None = rows.filter(pk=referral.involvement.case_id).first()
    return found


def _fetch(request: SignedIn, pk: UUID) -> Referral:
    found: Referral = fetch(_rows, viewer=request.user, action="screening.view_referral", pk=pk)
    record("read", table="screening_referral", object_id=pk, detail={"involvement": found.involvement_id})
    return found


def _rows(viewer: User) -> WalledQuerySet:
    rows: WalledQuerySet = Referral.objects.select_related(
        "from_agency", "to_agency", "involvement", "sent_by", "decided_by", "authorised_by"
    )
    return rows


def _packet_context(request: SignedIn, referral: Referral) -> dict[str, object]:
    packet = Packet.from_json(referral.packet)
    case = _case_of(request, referral)
    gate = NamesGate(
        url=reverse("screening:referral_names", args=[referral.pk]),
        may=packet.has_names and may(request.user, "screening.show_names", referral),
        is_shown=packet.has_names and showing.is_shown(request, referral.pk),
        is_own=_is_client(request) or works_on(request.user, case),
    )
    shown = gate.may and gate.is_shown
    return {
        "referral": referral,
        "case": case,
        "about": headline(referral),
        "packet": packet if shown else packet.without_names(),
        "gate": gate,
        "ground": ground_of(referral),
    }


def _may(request: SignedIn, referral: Referral, *, is_recipient: bool) -> dict[str, bool]:
    if not is_recipient:
        return {
            "withdraw": referral.consent_id is not None and referral.may_become(ReferralState.WITHDRAWN),
            "keep": referral.direction == Direction.IN and _is_client(request),
        }
    is_out = referral.direction == Direction.OUT
    return {
        "answer": is_out and referral.state == ReferralState.READ,
        "take_up": not is_out and referral.state == ReferralState.READ,
        "report": referral.may_become(ReferralState.CLOSED),
    }


def _screens(request: SignedIn, referral: Referral) -> list[Screening]:
    rows = Screening.objects.visible_to(request.user, "screening.view_result").filter(state=State.FINISHED)
    return list(rows.filter(involvement_id=referral.involvement_id)[:10])
