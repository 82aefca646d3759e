"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.record import worklist


def register() -> None:
    worklist.register_draft("case-note", _("Note"), "cases:add_note")
    worklist.register_draft("case-statement", _("Statement"), "cases:add_statement")
    worklist.register_draft("correct-note", _("Correction of a note"), "cases:correct_note")
    worklist.register_draft("correct-statement", _("Correction of a statement"), "cases:correct_statement")
