from django.apps import AppConfig


class CountriesConfig(AppConfig):
    """Country packs: one folder of data a country. One table: the numbers on call that a pack leaves to the unit."""

    name = "carisecure.countries"
    label = "countries"

    def ready(self) -> None:
        """Read the active pack at start, so that a mistake in it stops the start and not somebody's interview."""
        from carisecure.countries.packs import pack

        pack()
