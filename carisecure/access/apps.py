from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class AccessConfig(AppConfig):
    name = "carisecure.access"
    label = "access"

    def ready(self) -> None:
        autodiscover_modules("policy")
        from carisecure import history
        from carisecure.access.grants import end_personal_grants
        from carisecure.access.vault import proving
        from carisecure.accounts.leaving import when_leaving

        when_leaving("grants", end_personal_grants)
        checks.register(proving.check)
        checks.register(history.check)
