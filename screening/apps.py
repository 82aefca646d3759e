from django.apps import AppConfig

from carisecure import rooms


class ScreeningConfig(AppConfig):
    """Instruments, interviews, decisions on victim status, consent, referrals in both directions."""

    name = "screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        rooms.furnish(self.name)
