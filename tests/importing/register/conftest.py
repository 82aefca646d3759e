"""The invented unit, for every test of this folder that asks for it."""

from __future__ import annotations

import pytest

from carisecure.importing.register import nouns
from tests.importing.register.unit import ALL


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's own nouns away, those of the invented unit in their place."""
    monkeypatch.setattr(nouns, "_nouns", {})
    for noun in ALL:
        nouns.register(noun)
