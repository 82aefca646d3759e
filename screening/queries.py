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
from carisecure.accounts.roles import Role
from carisecure.interface import words
from carisecure.interface.paging import Order, Slice, read_page
from cases.record.codelists import codelist
from screening.decisions import in_force
from screening.models import Consent, Referral, ReferralEnding, ReferralEvent, Screening, StatusDetermination
from screening.models.interview import Kind, State
from screening.models.referral import OPEN, WAITING, Direction, ReferralState
from screening.packet import Packet

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement

# A page shows as many of what is over or listed for one person; what is open is never cut.
MOST = 50

# Referral.is_urgent, for an order: what cannot wait stands before what is due earlier.
URGENT_FIRST = Case(When(consent=None, then=Value(0)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True)
class PersonFile:
    """Everything of this room about one person of a case: four queries."""

    screenings: list[Screening]
    decisions: list[StatusDetermination]
    consents: list[Consent]
    referrals: list[Referral]

    @property
    def open_screen(self) -> Screening | None:
        return next((s for s in self.screenings if s.state == State.OPEN), None)

    @property
    def latest_decision(self) -> StatusDetermination | None:
        return in_force(self.decisions)


def person_file(viewer: User, involvement: Involvement) -> PersonFile:
    screenings = Screening.objects.visible_to(viewer, "screening.view_result").filter(involvement=involvement)
    consents = Consent.objects.visible_to(viewer, "screening.view_consent").filter(involvement=involvement)
    referrals = Referral.objects.visible_to(viewer, "screening.view_referral").filter(involvement=involvement)
    return PersonFile(
        screenings=list(screenings.select_related("made_by").order_by("-started_at")[:MOST]),
        decisions=decisions_about(viewer, involvement),
        consents=list(consents.select_related("recipient", "explained_by")[:MOST]),
        referrals=list(referrals.select_related("from_agency", "to_agency")[:MOST]),
    )


def decisions_about(viewer: User, involvement: Involvement) -> list[StatusDetermination]:
    rows = StatusDetermination.objects.visible_to(viewer, "screening.view_status").filter(involvement=involvement)
    found = list(rows.select_related("recorded_by").order_by("-recorded_at")[:MOST])
    load_keys(found)
    return found


def open_screens_of(viewer: User) -> QuerySet[Screening]:
    """First screens that this person has begun and not finished, newest first."""
    rows: QuerySet[Screening] = Screening.objects.visible_to(viewer, "screening.answer")
    own = rows.filter(made_by=viewer, kind=Kind.FIRST_SCREEN, state=State.OPEN)
    return own.order_by("-started_at")


def screens_waiting(viewer: User) -> list[Screening]:
    """For the unit's list of work; what a frontline officer has begun stands on their page of receipts."""
    if viewer.role not in (Role.INVESTIGATOR, Role.SUPERVISOR):
        return []
    return list(open_screens_of(viewer).select_related("involvement__case")[:MOST])


def has_assessment(viewer: User, involvement: Involvement) -> bool:
    """Whether an assessment of indicators of this person is finished."""
    rows = Screening.objects.visible_to(viewer, "screening.view_result").filter(involvement=involvement)
    found: bool = rows.filter(kind=Kind.ASSESSMENT, state=State.FINISHED).exists()
    return found


def consents_in_force(viewer: User, involvement: Involvement, purposes: Sequence[str]) -> list[Consent]:
    rows = Consent.objects.visible_to(viewer, "screening.view_consent")
    rows = rows.filter(involvement=involvement, purpose__in=purposes)
    return list(rows.filter(withdrawn_at=None).select_related("recipient")[:MOST])


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


@dataclass(frozen=True)
class Place:
    """Where a part of a list begins: behind the row with the key `after`, or in front of `before`."""

    after: str = ""
    before: str = ""

    def read(self, rows: QuerySet[Any], field: str) -> Slice:
        """Newest first."""
        return read_page(rows, Order(field, descending=True), size=MOST, after=self.after, before=self.before)


FIRST = Place()


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
    page, received = sent.read(_sent(viewer), "sent_at"), _received(viewer)
    found = rows_of([*received, *page.rows])
    return Exchange(found[: len(received)], found[len(received) :], page, ended.read(_ended(viewer), "ended_at"))


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
    page = answered.read(rows.exclude(state__in=WAITING), "sent_at")
    found = rows_of([*waiting, *page.rows])
    return Inbox(found[: len(waiting)], found[len(waiting) :], page)


def receipts_of(viewer: User) -> list[Referral]:
    """What a frontline officer has sent: states and references, never a person."""
    rows = Referral.objects.visible_to(viewer, "screening.follow_receipt").filter(sent_by=viewer)
    return list(rows.defer("packet", "purpose").order_by("-sent_at")[: 2 * MOST])


def waiting_for(viewer: User) -> list[Referral]:
    """For the unit's list of work: what came in and waits, and answers of the last week to what this person sent."""
    if viewer.role not in (Role.INVESTIGATOR, Role.SUPERVISOR):
        return []
    week = timezone.now() - dt.timedelta(days=7)
    rows = _referrals(viewer).filter(
        Q(direction=Direction.IN, state__in=WAITING, to_group_id__in=viewer.active_groups())
        | Q(direction=Direction.OUT, sent_by=viewer, decided_at__gte=week)
    )
    # What waits has no day of an answer and comes first: many answers in one week must not push it off the list.
    return list(rows.order_by(F("decided_at").desc(nulls_first=True), URGENT_FIRST, "decision_due_on")[:MOST])
