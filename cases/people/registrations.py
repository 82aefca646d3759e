"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.importing.register import nouns
from carisecure.interface import trails
from cases.people.nouns import SuspectNoun, VictimNoun
from cases.people.queries import born_at_earliest
from cases.record import births, worklist


def register() -> None:
    births.register_birth(born_at_earliest)
    trails.register_page("cases:person")
    worklist.register_draft("case-person", _("Person"), "cases:add_person")
    nouns.register(VictimNoun())
    nouns.register(SuspectNoun())
