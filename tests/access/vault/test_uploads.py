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
NAMELESS = Path("/proc/self/fd")


def _open_files(folder: Path) -> list[bytes]:
    """What lies in the files without a name that this process has open in this folder."""
    found = []
    for one in NAMELESS.iterdir():
        try:
            if os.readlink(one).startswith(str(folder)):
                found.append(one.read_bytes())
        except OSError:
            continue
    return found


@pytest.fixture
def upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("list.csv", SENT, content_type="text/csv")})
    return request.FILES["file"]


def test_it_is_read_as_it_was_sent(upload: Any) -> None:
    assert (upload.name, upload.size, upload.content_type) == ("list.csv", len(SENT), "text/csv")
    assert b"".join(upload.chunks()) == SENT
    upload.seek(FRAME - 3)
    assert upload.read(10) == SENT[FRAME - 3 : FRAME + 7]


def test_the_temporary_folder_holds_no_name_and_no_word_of_it(upload: Any, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
    if NAMELESS.exists():
        (content,) = _open_files(tmp_path)
        assert len(content) > len(SENT)
        assert WORD not in content


def test_it_is_gone_with_the_request(upload: Any, tmp_path: Path) -> None:
    upload.close()
    assert not NAMELESS.exists() or _open_files(tmp_path) == []


def test_a_small_one_stays_in_memory() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.csv", WORD)})
    assert request.FILES["file"].read() == WORD  # type: ignore[union-attr]
