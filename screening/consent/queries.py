"""The consents that somebody gave and did not take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screening.consent.models import Consent
from screening.contact.queries import MOST

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement


def consents_in_force(viewer: User, involvement: Involvement, purposes: Sequence[str]) -> list[Consent]:
    rows = Consent.objects.visible_to(viewer, "screening.view_consent")
    rows = rows.filter(involvement=involvement, purpose__in=purposes)
    return list(rows.filter(withdrawn_at=None).select_related("recipient")[:MOST])
