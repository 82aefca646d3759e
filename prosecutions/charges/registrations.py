"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.importing.register import nouns
from prosecutions.charges.nouns import ChargeNoun


def register() -> None:
    nouns.register(ChargeNoun())
