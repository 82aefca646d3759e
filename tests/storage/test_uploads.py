"""A large upload on its way through the temporary folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from carisecure.access.vault.files import FRAME

WORD = b"Rosa Demo;TT-0004242;"
SENT = WORD * 200_000  # 4 MB: more than is kept in memory


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """The files without a name that are made in the temporary folder, listed by the system or not."""
    made: list[Any] = []
    make = tempfile.TemporaryFile

    def remember(*args: Any, **kwargs: Any) -> Any:
        made.append(make(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "TemporaryFile", remember)
    return made


@pytest.fixture
def upload(temporary: list[Any]) -> Any:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("list.csv", SENT, content_type="text/csv")})
    return request.FILES["file"]


def test_it_is_read_as_it_was_sent(upload: Any) -> None:
    assert (upload.name, upload.size, upload.content_type) == ("list.csv", len(SENT), "text/csv")
    assert b"".join(upload.chunks()) == SENT
    upload.seek(FRAME - 3)
    assert upload.read(10) == SENT[FRAME - 3 : FRAME + 7]


def test_the_temporary_folder_holds_no_name_and_no_word_of_it(
    upload: Any, temporary: list[Any], tmp_path: Path
) -> None:
    assert list(tmp_path.iterdir()) == []
    (raw,) = temporary
    kept = os.fstat(raw.fileno())
    assert (kept.st_nlink, kept.st_dev) == (0, tmp_path.stat().st_dev)
    content = os.pread(raw.fileno(), kept.st_size, 0)
    assert len(content) > len(SENT)
    assert WORD not in content


def test_it_is_gone_with_the_request(upload: Any, temporary: list[Any]) -> None:
    (raw,) = temporary
    assert not raw.closed
    upload.close()
    assert raw.closed


def test_a_small_one_stays_in_memory() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", WORD)})
    assert request.FILES["file"].read() == WORD  # type: ignore[union-attr]
