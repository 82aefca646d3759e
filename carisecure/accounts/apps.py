from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "carisecure.accounts"
    label = "accounts"
