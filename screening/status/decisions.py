"""Which decision on victim status counts today: one rule for the case, the page of the person and every packet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from screening.status.models import StatusDetermination

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from cases.record.models import Involvement


def in_force(decisions: Iterable[StatusDetermination]) -> StatusDetermination | None:
    """The latest by the day it was made, of what no correction replaced; of one day, what was recorded last.

    A decision of an earlier day that is recorded later tells the history and changes nothing today.
    """
    known = list(decisions)
    replaced = {decision.replaces_id for decision in known}
    standing = [decision for decision in known if decision.pk not in replaced and not decision.is_retracted]
    return max(standing, key=lambda decision: (decision.happened_on, decision.recorded_at), default=None)


def decision_in_force(viewer: User, involvement: Involvement) -> StatusDetermination | None:
    """The same about one person, as far as the viewer may see it; the ground stays sealed."""
    rows = StatusDetermination.objects.visible_to(viewer, "screening.view_status")
    return in_force(rows.filter(involvement=involvement))
