"""Reading for the pages of an agency's own clients. `viewer` first; lists begin with `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry, entries
from carisecure.interface import words
from carisecure.interface.paging import Order, Place, Slice, read_page
from cases.record.models import Involvement
from screening.clients.models import Client, ClientDisposal, ClientEvent, ClientNote
from screening.consent.models import Consent
from screening.contact.queries import MOST
from screening.interview.models import Screening, State
from screening.interview.results import outcome_words
from screening.referral.models import Referral

if TYPE_CHECKING:
    from carisecure.accounts.models import User

VIEW = "screening.view_client"


@dataclass(frozen=True)
class OurClients:
    """The agency's own: everybody who is with it now, and a page of those who left."""

    with_us: list[Client]
    left: Slice

    @property
    def is_empty(self) -> bool:
        return not (self.with_us or self.left.rows)


def our_clients(viewer: User, left: Place) -> OurClients:
    rows = Client.objects.visible_to(viewer, VIEW).select_related("involvement__person", "disposal")
    gone = read_page(rows.exclude(left_on=None), Order("left_on", descending=True), size=MOST, place=left)
    return OurClients(list(rows.filter(left_on=None).order_by("-created_at", "pk")), gone)


def disposal_of(viewer: User, client: Client) -> ClientDisposal | None:
    rows = ClientDisposal.objects.visible_to(viewer, VIEW).filter(client=client)
    found: ClientDisposal | None = rows.select_related("asked_by", "agreed_by").first()
    return found


def involvements_of(viewer: User, client: Client) -> list[UUID]:
    """All of the same person that the agency holds: its own, and one for each referral."""
    rows = Involvement.objects.visible_to(viewer, "screening.send_own")
    return list(rows.filter(person_id=client.involvement.person_id).values_list("pk", flat=True))


def client_of(viewer: User, involvement: UUID) -> Client | None:
    """The client whom this involvement is about, if the viewer sees both."""
    seen = Involvement.objects.visible_to(viewer, "screening.send_own").filter(pk=involvement)
    rows = Client.objects.visible_to(viewer, VIEW)
    found: Client | None = rows.filter(involvement__person__in=seen.values("person_id")).first()
    return found


@dataclass(frozen=True)
class ClientFile:
    """What is known of one client beside the row itself: six queries."""

    notes: list[Entry[ClientNote]]
    events: list[Entry[ClientEvent]]
    screenings: list[tuple[Screening, str]]
    open_screen: Screening | None
    referrals: list[Referral]
    consents: list[Consent]


def client_file(viewer: User, client: Client) -> ClientFile:
    around = involvements_of(viewer, client)
    screens = Screening.objects.visible_to(viewer, "screening.view_result").filter(involvement__in=around)
    held = list(screens.select_related("made_by").order_by("-started_at")[:MOST])
    referrals = Referral.objects.visible_to(viewer, "screening.view_referral").filter(involvement__in=around)
    consents = Consent.objects.visible_to(viewer, "screening.view_consent").filter(involvement__in=around)
    return ClientFile(
        notes=list(reversed(entries(_rows(ClientNote, viewer, client), lambda note: note.text))),
        events=entries(_rows(ClientEvent, viewer, client), event_words),
        screenings=[(one, outcome_words(one)) for one in held],
        open_screen=next((one for one in held if one.state == State.OPEN and one.made_by_id == viewer.pk), None),
        referrals=list(referrals.select_related("to_agency").order_by("-sent_at")[:MOST]),
        consents=list(consents.select_related("recipient", "explained_by")[:MOST]),
    )


def _rows(model: Any, viewer: User, client: Client) -> Any:
    return model.objects.visible_to(viewer, VIEW).filter(client=client).select_related("recorded_by")


def event_words(event: ClientEvent) -> str:
    said = [event.get_event_display(), words.day(event.happened_on, event.precision)]
    if event.reason:
        said.append(event.get_reason_display())
    first = ", ".join(str(one) for one in said)
    return _("%(what)s. %(note)s") % {"what": first, "note": event.note} if event.note else first
