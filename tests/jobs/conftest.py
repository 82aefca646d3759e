from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

import pytest
from pytest_django import Settings

from carisecure.jobs import bell


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The bells that were rung, instead of ringing them."""
    heard: list[uuid.UUID] = []

    def ring_all(job_ids: Iterable[uuid.UUID], *, expires: float | None = None) -> bool:
        heard.extend(job_ids)
        return True

    monkeypatch.setattr(bell, "ring_all", ring_all)
    return heard


@pytest.fixture(autouse=True)
def small_numbers(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.JOBS_PROGRESS_SECONDS = 0
    monkeypatch.setattr(bell, "_silent_until", float("-inf"))
