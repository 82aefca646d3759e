"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.interface import badges
from cases.record import worklist


def register() -> None:
    badges.register("cases.IntakeReport.danger_now", {"yes": "late", "no": "info", "not_known": "waiting"})
    worklist.register_draft("case-danger", _("Danger now"), "cases:danger")
