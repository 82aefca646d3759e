"""What is known of somebody's screening and care, for one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.consent.models import Consent
from screening.contact.queries import MOST
from screening.interview.models import Screening, State
from screening.referral.models import Referral
from screening.status.decisions import in_force
from screening.status.models import StatusDetermination
from screening.status.queries import decisions_about

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement


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
