"""The condition of files that are read again: well, changed, not read for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carisecure.operating.conditions import files
from carisecure.storage import readings
from carisecure.storage.readings import Standing


@pytest.mark.parametrize(
    ("count", "changed", "days", "state", "code"),
    [(0, 0, None, "ok", "ok"), (4, 0, 1, "ok", "ok"), (4, 0, 20, "warn", "old"), (4, 1, 20, "bad", "changed")],
)
def test_what_is_found(
    monkeypatch: pytest.MonkeyPatch, count: int, changed: int, days: int | None, state: str, code: str
) -> None:
    oldest = timezone.now() - timedelta(days=days) if days else None
    monkeypatch.setattr(readings, "_standing", [lambda: Standing(count, changed, oldest), lambda: Standing(0, 0)])
    found = files.exhibits()
    assert (found.state, found.code) == (state, code)
