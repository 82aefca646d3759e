from typing import Any

from django.apps import AppConfig
from django.core import checks


class CountriesConfig(AppConfig):
    """Country packs: one folder of data a country. One table: the numbers on call that a pack leaves to the unit."""

    name = "carisecure.countries"
    label = "countries"

    def ready(self) -> None:
        """Read the active pack at start, so that a mistake in it stops the start and not somebody's interview."""
        from carisecure.countries.packs import pack

        pack()
        checks.register(_check_holidays)


def _check_holidays(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What asks the package itself is asked before every migration, and not by each process at its start."""
    from carisecure.countries.packs import pack

    try:
        pack().holidays.prove()
    except ValueError as fault:
        return [checks.Error(f"holidays.yaml of {pack().code}: {fault}", id="countries.E001")]
    return []
