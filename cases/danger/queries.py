"""Which cases are in danger now, and the word for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from cases.record.models import Case


def in_danger(viewer: User, most: int) -> list[Case]:
    """Cases with a danger that stands, the longest standing first; one query, by an index."""
    rows = Case.objects.visible_to(viewer, "cases.view_case").in_danger().select_related("lead_officer")
    return list(rows.order_by("danger_since")[:most])


def danger_word(case: Case) -> str:
    """What makes a line about this case urgent: somebody is in danger."""
    return _("Danger now") if case.danger_since else ""
