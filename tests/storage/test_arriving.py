"""A file arrives piece by piece: whole, cut off and gone on with, too long, on a full disk."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import uuid
from pathlib import Path
from typing import Any

import pytest

from carisecure.access.vault import keys
from carisecure.access.vault.files import FRAME
from carisecure.storage import arriving, keeping

pytestmark = pytest.mark.django_db
CONTENT = os.urandom(5 * FRAME + 777)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def key() -> uuid.UUID:
    made = uuid.uuid4()
    keys.for_writing(made)
    return made


def send(key: uuid.UUID, offset: int, content: bytes, size: int = len(CONTENT)) -> int:
    return arriving.append(key, offset=offset, size=size, read=io.BytesIO(content).read)


def on_disk() -> list[Path]:
    return [path for path in keeping.root().rglob("*") if path.is_file()]


def test_pieces_become_the_file(key: uuid.UUID) -> None:
    cut = 2 * FRAME
    assert send(key, 0, CONTENT[:cut]) == cut
    assert send(key, cut, CONTENT[cut:]) == len(CONTENT)
    with arriving.place(key).open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == hashlib.sha256(CONTENT).hexdigest()
    (path,) = on_disk()
    assert CONTENT[:50] not in path.read_bytes()
    assert (path.stat().st_mode & 0o077, path.suffix) == (0, ".part")


@pytest.mark.parametrize("cut", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME + 5, len(CONTENT) - 1])
def test_after_a_cut_line_it_goes_on_where_whole_frames_end(key: uuid.UUID, cut: int) -> None:
    whole = cut // FRAME * FRAME
    assert send(key, 0, CONTENT[:cut]) == whole
    with pytest.raises(arriving.WrongOffset) as wrong:
        send(key, whole + FRAME, CONTENT[whole + FRAME :])
    assert wrong.value.received == whole
    assert send(key, whole, CONTENT[whole:]) == len(CONTENT)
    with arriving.place(key).open("rb") as stream:
        assert stream.read() == CONTENT


def test_what_a_power_cut_left_half_is_written_anew(key: uuid.UUID) -> None:
    send(key, 0, CONTENT[: 2 * FRAME])
    (path,) = on_disk()
    with path.open("ab") as stream:
        stream.write(b"torn")
    assert arriving.received(key, len(CONTENT)) == 2 * FRAME
    send(key, 2 * FRAME, CONTENT[2 * FRAME :])
    with arriving.place(key).open("rb") as stream:
        assert stream.read() == CONTENT


def test_more_than_was_announced_is_not_taken(key: uuid.UUID) -> None:
    send(key, 0, CONTENT[:FRAME])
    with pytest.raises(arriving.TooMuch):
        send(key, FRAME, CONTENT[FRAME:] + b"x")
    assert arriving.received(key, len(CONTENT)) == FRAME


def test_on_a_full_disk_it_is_as_long_as_before(key: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        send(key, 0, CONTENT[:FRAME])
    assert on_disk() == []
    monkeypatch.undo()
    send(key, 0, CONTENT[: 2 * FRAME])
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        send(key, 2 * FRAME, CONTENT[2 * FRAME :])
    assert arriving.received(key, len(CONTENT)) == 2 * FRAME


def test_it_is_let_in_under_the_same_key_and_dropped(key: uuid.UUID) -> None:
    send(key, 0, CONTENT)
    path = arriving.let_in(key, "exhibits")
    assert len(on_disk()) == 2
    arriving.drop(key)
    assert len(on_disk()) == 1
    with keeping.opened(path, hashlib.sha256(CONTENT).hexdigest()) as stream:
        assert stream.read() == CONTENT


def test_a_file_of_whole_frames_ends_with_the_last(key: uuid.UUID) -> None:
    content = CONTENT[: 4 * FRAME]
    assert send(key, 0, content, size=len(content)) == len(content)
    with arriving.place(key).open("rb") as stream:
        assert stream.read() == content
