"""What this room hands to the others when the app is ready."""

from carisecure.interface import badges
from cases.record import worklist
from cases.registers import standing, undoing  # noqa: F401  `undoing` registers its job
from cases.registers.models import TONES


def register() -> None:
    badges.register("cases.RegisterBatch.state", TONES)
    worklist.register("cases.registers", standing.waiting, lists=standing.waiting_lists)
