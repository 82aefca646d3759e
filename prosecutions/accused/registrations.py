"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.importing.register import nouns
from prosecutions.accused.nouns import AccusedNoun


def register() -> None:
    nouns.register(AccusedNoun())
