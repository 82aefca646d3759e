"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.record import worklist


def register() -> None:
    worklist.register_draft("case-hold", _("Hold"), "cases:hold")
