from django.apps import AppConfig

from carisecure import rooms


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"

    def ready(self) -> None:
        rooms.furnish(self.name)
