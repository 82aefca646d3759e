"""What this room hands to the others when the app is ready."""

from carisecure.interface import badges
from reports.importing.models import TONES


def register() -> None:
    badges.register("reports.ImportBatch.state", TONES)
