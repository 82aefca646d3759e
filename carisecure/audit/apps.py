from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "carisecure.audit"
    label = "audit"

    def ready(self) -> None:
        from carisecure.interface import badges

        badges.register("audit.UnusualReading.outcome", {"fine": "done", "not_explained": "late"})
