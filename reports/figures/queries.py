"""What the pages about imports and collections show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carisecure.access.policy import may
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def units_for(viewer: User) -> list[Agency]:
    """The units whose cases this analyst counts: those of their own country."""
    if not may(viewer, "reports.run_figures"):
        return []
    return list(Agency.objects.filter(kind=AgencyKind.UNIT, is_active=True, country=viewer.agency.country))
