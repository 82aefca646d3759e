"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.interface import badges
from carisecure.storage import readings
from cases.exhibits import rehashing
from cases.record import worklist


def register() -> None:
    readings.register(rehashing.standing)
    arrivals = {"receiving": "waiting", "waiting": "waiting", "kept": "done", "refused": "refused"}
    badges.register("cases.ExhibitUpload.state", arrivals)
    tones = {"lodged": "done", "moved": "active", "laboratory": "waiting", "returned": "active", "disposed": "closed"}
    badges.register("cases.CustodyEvent.kind", tones)
    worklist.register_draft("case-exhibit", _("Exhibit"), "cases:add_exhibit")
    worklist.register_draft("correct-exhibit", _("Correction of an exhibit"), "cases:correct_exhibit")
    worklist.register_draft("custody", _("Event of custody"), "cases:record_custody")
    worklist.register_draft("correct-custody", _("Correction of an event of custody"), "cases:correct_custody")
