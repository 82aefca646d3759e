"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.interface import trails
from cases.record import worklist


def register() -> None:
    trails.register_page("cases:person")
    worklist.register_draft("case-person", _("Person"), "cases:add_person")
