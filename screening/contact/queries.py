"""Who of the unit can be called now."""

from __future__ import annotations

from carisecure.countries.packs import DutyNumber, pack

# A page shows as many of what is over or listed for one person; what is open is never cut.
MOST = 50


def on_call() -> list[DutyNumber]:
    """The unit's numbers first; a number that nobody has confirmed says so on the page."""
    return [number for number in pack().country.duty_numbers if number.code in ("hotline", "duty_officer", "police")]
