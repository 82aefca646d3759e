"""What this room hands to the others when the app is ready."""

from carisecure.importing import targets
from carisecure.importing.models import TONES
from carisecure.interface import badges
from reports.importing.reference import PUBLISHED


def register() -> None:
    targets.register(PUBLISHED)
    badges.register("reports.ImportBatch.state", TONES)
