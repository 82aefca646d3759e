from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class EmbeddedConfig(AppConfig):
    name = "carisecure.embedded"

    def ready(self) -> None:
        from carisecure.embedded import marker

        if settings.DEMO:
            connection_created.connect(marker.refuse_other_databases, dispatch_uid="demonstration-only")
