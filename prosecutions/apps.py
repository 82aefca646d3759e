from django.apps import AppConfig


class ProsecutionsConfig(AppConfig):
    name = "prosecutions"
    label = "prosecutions"

    def ready(self) -> None:
        from prosecutions import registrations

        registrations.register()
