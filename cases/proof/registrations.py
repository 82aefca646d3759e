"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.record import worklist


def register() -> None:
    worklist.register_draft("case-proof", _("What proves it"), "cases:add_proof")
