"""Reading across tables for the pages of this room. `viewer` first; lists begin with `visible_to`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from carisecure.access.fields import load_keys
from carisecure.accounts.roles import Role
from screening.models import Consent, Referral, ReferralEnding, ReferralEvent, Screening, StatusDetermination
from screening.models.interview import State
from screening.models.referral import OPEN, WAITING, Direction, ReferralState
from screening.packet import Packet

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.models import Involvement

# A page shows as many; no person has more in practice.
MOST = 50


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
        replaced = {d.replaces_id for d in self.decisions}
        in_force = [d for d in self.decisions if d.pk not in replaced]
        return max(in_force, key=lambda d: (d.happened_on, d.recorded_at), default=None)


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


def consents_in_force(viewer: User, involvement: Involvement) -> list[Consent]:
    rows = Consent.objects.visible_to(viewer, "screening.view_consent").filter(involvement=involvement)
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

    @property
    def who(self) -> str:
        return self.about or self.referral.reference


def _listed(rows: QuerySet[Referral], most: int) -> list[ReferralRow]:
    """Rows ready to be shown; the keys of their packets are read with one query."""
    found, today = list(rows.order_by("decision_due_on", "-sent_at")[:most]), timezone.localdate()
    load_keys(found)
    return [row(referral, today) for referral in found]


def row(referral: Referral, today: dt.date) -> ReferralRow:
    return ReferralRow(referral, headline(referral), referral.is_waiting and referral.decision_due_on < today)


def headline(referral: Referral) -> str:
    """Gender and age out of the frozen packet: how a person is called where no name and no label may stand."""
    for section in Packet.from_json(referral.packet).sections:
        if section.code == "age_language":
            return ", ".join(value for _label, value in reversed(section.facts[:2]) if value)
    return ""


@dataclass(frozen=True)
class Clients:
    """A caseworker's page: two queries, and one for what has ended."""

    waiting: list[ReferralRow]
    accepted: list[ReferralRow]
    sent: list[ReferralRow]
    ended: list[ReferralEnding]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.accepted or self.sent or self.ended)


def clients_of(viewer: User) -> Clients:
    groups = viewer.active_groups()
    rows = Referral.objects.visible_to(viewer, "screening.view_referral").select_related("from_agency", "to_agency")
    found = _listed(rows, 4 * MOST)
    to_me = [r for r in found if r.referral.to_group_id in groups]
    return Clients(
        waiting=[r for r in to_me if r.referral.state in WAITING],
        accepted=[r for r in to_me if r.referral.state == ReferralState.ACCEPTED],
        sent=sorted(
            (r for r in found if r.referral.to_group_id not in groups),
            key=lambda r: (r.referral.state not in OPEN, -r.referral.sent_at.timestamp()),
        ),
        ended=list(ReferralEnding.objects.of_groups(groups).select_related("from_agency")[:MOST]),
    )


@dataclass(frozen=True)
class Inbox:
    """Referrals that came to the unit: one query."""

    waiting: list[ReferralRow]
    answered: list[ReferralRow]


def inbox_of(viewer: User) -> Inbox:
    rows = (
        Referral.objects.visible_to(viewer, "screening.view_referral")
        .filter(direction=Direction.IN, to_group_id__in=viewer.active_groups())
        .select_related("from_agency", "to_agency")
    )
    found = _listed(rows, 4 * MOST)
    return Inbox(
        waiting=[r for r in found if r.referral.is_waiting],
        answered=sorted(
            (r for r in found if not r.referral.is_waiting), key=lambda r: r.referral.sent_at, reverse=True
        )[:MOST],
    )


def receipts_of(viewer: User) -> list[Referral]:
    """What a frontline officer has sent: states and references, never a person."""
    rows = Referral.objects.visible_to(viewer, "screening.follow_receipt").filter(sent_by=viewer)
    return list(rows.defer("packet", "purpose").order_by("-sent_at")[: 2 * MOST])


def waiting_for(viewer: User) -> list[Referral]:
    """For the unit's list of work: what came in and waits, and answers of the last week to what this person sent."""
    if viewer.role not in (Role.INVESTIGATOR, Role.SUPERVISOR):
        return []
    week = timezone.now() - dt.timedelta(days=7)
    rows = Referral.objects.visible_to(viewer, "screening.view_referral").select_related("from_agency", "to_agency")
    return list(
        rows.filter(
            Q(direction=Direction.IN, state__in=WAITING, to_group_id__in=viewer.active_groups())
            | Q(direction=Direction.OUT, sent_by=viewer, decided_at__gte=week)
        ).order_by("decision_due_on")[:MOST]
    )
