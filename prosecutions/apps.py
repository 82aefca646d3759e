from django.apps import AppConfig


class ProsecutionsConfig(AppConfig):
    name = "prosecutions"
    label = "prosecutions"

    def ready(self) -> None:
        from prosecutions import registrations
        from prosecutions.file import kept_words

        registrations.register()
        kept_words.register_all()
