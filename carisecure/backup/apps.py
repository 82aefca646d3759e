from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "carisecure.backup"
    label = "backup"
