"""What this room hands to the others when the app is ready."""

from carisecure.interface import badges
from cases.registers import undoing  # noqa: F401  registers its job
from cases.registers.models import TONES


def register() -> None:
    badges.register("cases.RegisterBatch.state", TONES)
