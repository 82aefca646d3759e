"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.record import worklist


def register() -> None:
    worklist.register_draft("case-summary", _("Summary"), "cases:edit_summary")
    worklist.register_draft("case-close", _("Closing a case"), "cases:close")
    worklist.register_draft("case-reopen", _("Reopening a case"), "cases:reopen")
