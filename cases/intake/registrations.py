"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.interface import trails
from cases.record import worklist


def register() -> None:
    trails.register_list("cases:report_list", _("Reports received"))
    worklist.register_draft("new-report", _("New report"), "cases:new_report")
