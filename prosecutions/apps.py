from django.apps import AppConfig

from carisecure import rooms


class ProsecutionsConfig(AppConfig):
    name = "prosecutions"
    label = "prosecutions"

    def ready(self) -> None:
        rooms.furnish(self.name)
