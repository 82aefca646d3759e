"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.audit.unusual import register_places, register_shown, register_signs
from carisecure.interface import badges
from cases.insiders import unusual
from cases.insiders.queries import emergencies_of
from cases.record import worklist


def register() -> None:
    worklist.register_draft("case-share", _("Give access to another unit's officer"), "cases:share")
    badges.register(
        "cases.EmergencyAccess.finding", {"justified": "done", "to_be_asked": "waiting", "not_justified": "late"}
    )
    worklist.register("cases.emergencies", emergencies_of)
    worklist.register("audit.review", unusual.waiting)
    register_places("cases", unusual.places)
    register_signs("cases", unusual.signs)
    register_shown("cases", unusual.shown)
