from django.apps import AppConfig

from carisecure import rooms


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        rooms.furnish(self.name)
