"""Who of the unit can be called now."""

from __future__ import annotations

from carisecure.accounts.models import User
from carisecure.countries.on_call import OnCall, on_call

# A page shows as many of what is over or listed for one person; what is open is never cut.
MOST = 50


def unit_on_call(viewer: User) -> list[OnCall]:
    """The unit's numbers and the police; a number that nobody has confirmed says so on the page."""
    return on_call(viewer, "hotline", "duty_officer", "police")
