"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.importing.register import nouns
from screening.status.nouns import StatusNoun


def register() -> None:
    nouns.register(StatusNoun())
