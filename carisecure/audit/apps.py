from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "carisecure.audit"
    label = "audit"
