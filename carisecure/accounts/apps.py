from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "carisecure.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("carisecure.accounts.registrations").register()
