"""Reading across tables for the pages of this room. `viewer` first; lists begin with `visible_to`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone, translation

from carisecure.access.fields import load_keys
from carisecure.access.kept import now
from carisecure.accounts.roles import Role
from carisecure.interface import words
from carisecure.interface.paging import FIRST, Order, Place, Slice, read_page
from cases.record.codelists import codelist
from screening.contact.queries import MOST
from screening.referral.models import OPEN, WAITING, Direction, Referral, ReferralEnding, ReferralEvent, ReferralState
from screening.referral.packet import Packet

if TYPE_CHECKING:
    from carisecure.accounts.models import User


# Referral.is_urgent, for an order: what cannot wait stands before what is due earlier.
URGENT_FIRST = Case(When(consent=None, then=Value(0)), default=Value(1), output_field=IntegerField())


def history(viewer: User, referral: Referral, action: str = "screening.view_referral") -> list[ReferralEvent]:
    rows = ReferralEvent.objects.visible_to(viewer, action).filter(referral=referral)
    return list(rows.order_by("recorded_at")[:MOST])


@dataclass(frozen=True)
class ReferralRow:
    """A referral in a list, with what its packet says in one line; no case and no label."""

    referral: Referral
    about: str
    is_late: bool
    ground: str = ""

    @property
    def who(self) -> str:
        return self.about or self.referral.reference


def rows_of(found: Sequence[Referral]) -> list[ReferralRow]:
    """Rows ready to be shown; the keys of their packets are read with one query."""
    today = timezone.localdate()
    load_keys(found)
    return [row(referral, today) for referral in found]


def row(referral: Referral, today: dt.date) -> ReferralRow:
    is_late = referral.is_waiting and referral.decision_due_on < today
    return ReferralRow(referral, headline(referral), is_late, ground_of(referral))


def ground_of(referral: Referral) -> str:
    """The urgent ground in words; "" for what was sent with consent."""
    grounds = codelist("urgent_ground")
    known = referral.urgent_ground in grounds
    return str(grounds.get(referral.urgent_ground).label) if known else referral.urgent_ground


def headline(referral: Referral) -> str:
    """Gender and age out of the frozen packet: how a person is called where no name and no label may stand.

    Empty where neither is known; the packet says so in the words of its sender's language.
    """
    for section in Packet.from_json(referral.packet).sections:
        if section.code == "age_language":
            return ", ".join(value for _label, value in reversed(section.facts[:2]) if value not in _unknown())
    return ""


@cache
def _unknown() -> frozenset[str]:
    found = {""}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(words.not_known_yet())
    return frozenset(found)


def _page(rows: QuerySet[Any], field: str, place: Place) -> Slice:
    """Newest first."""
    return read_page(rows, Order(field, descending=True), size=MOST, place=place)


@dataclass(frozen=True)
class Clients:
    """A caseworker's page: three queries, and one for what has ended.

    What is open is all here: a cut would hide somebody's deadline. `sent` begins with what is open, newest first, and
    ends with the newest of what is over; the whole of it is `sent_by`.
    """

    waiting: list[ReferralRow]
    accepted: list[ReferralRow]
    sent: list[ReferralRow]
    ended: list[ReferralEnding]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.accepted or self.sent or self.ended)


def clients_of(viewer: User) -> Clients:
    sent = _sent(viewer).order_by("-sent_at")
    open_, over = list(sent.filter(state__in=OPEN)), list(sent.exclude(state__in=OPEN)[:MOST])
    received = _received(viewer)
    found = rows_of([*received, *open_, *over])
    to_me, mine = found[: len(received)], found[len(received) :]
    return Clients(
        waiting=[r for r in to_me if r.referral.is_waiting],
        accepted=[r for r in to_me if not r.referral.is_waiting],
        sent=mine,
        ended=list(_ended(viewer)[:MOST]),
    )


@dataclass(frozen=True)
class Exchange:
    """Everything an agency of care has received and sent. What was received and is over is a line without a person."""

    received: list[ReferralRow]
    sent: list[ReferralRow]
    sent_page: Slice
    ended_page: Slice


def exchange_of(viewer: User, *, sent: Place = FIRST, ended: Place = FIRST) -> Exchange:
    page, received = _page(_sent(viewer), "sent_at", sent), _received(viewer)
    found = rows_of([*received, *page.rows])
    return Exchange(found[: len(received)], found[len(received) :], page, _page(_ended(viewer), "ended_at", ended))


def _received(viewer: User) -> list[Referral]:
    """All that wait or were accepted, the earliest due first."""
    rows = _referrals(viewer).filter(to_group_id__in=viewer.active_groups())
    open_ = rows.filter(state__in=(*WAITING, ReferralState.ACCEPTED))
    return list(open_.order_by("decision_due_on", "-sent_at"))


def _sent(viewer: User) -> QuerySet[Referral]:
    return _referrals(viewer).filter(from_group_id__in=viewer.active_groups())


def _ended(viewer: User) -> QuerySet[ReferralEnding]:
    return ReferralEnding.objects.of_groups(viewer.active_groups()).select_related("from_agency")


def _referrals(viewer: User) -> QuerySet[Referral]:
    rows: QuerySet[Referral] = Referral.objects.visible_to(viewer, "screening.view_referral")
    return rows.select_related("from_agency", "to_agency")


@dataclass(frozen=True)
class Inbox:
    """Referrals that came to the unit: two queries.

    All that wait, the urgent first, then the earliest due; a page of the answered.
    """

    waiting: list[ReferralRow]
    answered: list[ReferralRow]
    page: Slice


def inbox_of(viewer: User, answered: Place = FIRST) -> Inbox:
    rows = _referrals(viewer).filter(direction=Direction.IN, to_group_id__in=viewer.active_groups())
    waiting = list(rows.filter(state__in=WAITING).order_by(URGENT_FIRST, "decision_due_on", "-sent_at"))
    page = _page(rows.exclude(state__in=WAITING), "sent_at", answered)
    found = rows_of([*waiting, *page.rows])
    return Inbox(found[: len(waiting)], found[len(waiting) :], page)


def receipts_of(viewer: User) -> list[Referral]:
    """What a frontline officer has sent: states and references, never a person."""
    rows = Referral.objects.visible_to(viewer, "screening.follow_receipt").filter(sent_by=viewer)
    return list(rows.defer("packet", "purpose").order_by("-sent_at")[: 2 * MOST])


def waiting_for(viewer: User) -> QuerySet[Referral]:
    """For the unit's list of work: what came in and waits, and answers of the last week to what this person sent."""
    if viewer.role not in (Role.INVESTIGATOR, Role.SUPERVISOR):
        return Referral.objects.none()
    week = now() - dt.timedelta(days=7)
    rows = _referrals(viewer).filter(
        Q(direction=Direction.IN, state__in=WAITING, to_group_id__in=viewer.active_groups())
        | Q(direction=Direction.OUT, sent_by=viewer, decided_at__gte=week)
    )
    # What waits has no day of an answer and comes first: many answers in one week must not push it off the list.
    return rows.order_by(F("decided_at").desc(nulls_first=True), URGENT_FIRST, "decision_due_on")[:MOST]
