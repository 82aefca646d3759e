from django.apps import AppConfig


class OperatingConfig(AppConfig):
    """Is the installation well, who is told when it is not, and what to do then."""

    name = "carisecure.operating"
    label = "operating"
