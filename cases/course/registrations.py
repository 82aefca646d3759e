"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.course.operations import CLOSE, close_as_agreed
from cases.record import worklist
from cases.two_people import kinds


def register() -> None:
    kinds.register(CLOSE, _("Closing an opened case as “not trafficking”"), carry_out=close_as_agreed)
    worklist.register_draft("case-summary", _("Summary"), "cases:edit_summary")
    worklist.register_draft("case-close", _("Closing a case"), "cases:close")
    worklist.register_draft("case-reopen", _("Reopening a case"), "cases:reopen")
    worklist.register_draft("correct-stage", _("Correction of a stage"), "cases:correct_stage")
