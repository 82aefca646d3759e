"""Addresses of the house's files are kept, and are what the storage beneath says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from pytest_django import Settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from carisecure.interface.static_files import KeepsAddresses, Published


def test_asked_once_and_the_same_as_beneath(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, plain = KeepsAddresses(), StaticFilesStorage()
    first = [kept.url(name) for name in ("css/app.css", "img/mark.svg", "a name.js")]
    assert first == [plain.url(name) for name in ("css/app.css", "img/mark.svg", "a name.js")]
    monkeypatch.setattr(StaticFilesStorage, "url", None)
    assert [kept.url(name) for name in ("css/app.css", "img/mark.svg", "a name.js")] == first


def test_another_storage_keeps_its_own(settings: Settings) -> None:
    assert KeepsAddresses().url("css/app.css") == "/static/css/app.css"
    settings.STATIC_URL = "/elsewhere/"
    assert KeepsAddresses().url("css/app.css") == "/elsewhere/css/app.css"


def test_published_files_carry_their_digest(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "app.css").write_text("body { color: black }")
    published = Published()
    assert [name for name, _hashed, done in published.post_process({"app.css": (published, "app.css")}) if done]
    beneath = CompressedManifestStaticFilesStorage().url("app.css")
    assert beneath.startswith("/static/app.")
    assert beneath != "/static/app.css"
    assert published.url("app.css") == published.url("app.css") == beneath


def test_what_was_not_published_is_said_each_time(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    published = Published()
    for _time in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            published.url("not-here.css")
