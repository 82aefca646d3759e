"""The decisions on victim status about somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carisecure.access.fields import load_keys
from screening.contact.queries import MOST
from screening.status.models import StatusDetermination

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement


def decisions_about(viewer: User, involvement: Involvement) -> list[StatusDetermination]:
    rows = StatusDetermination.objects.visible_to(viewer, "screening.view_status").filter(involvement=involvement)
    found = list(rows.select_related("recorded_by").order_by("-recorded_at")[:MOST])
    load_keys(found)
    return found
