"""Files on the disk: sealed, sought like any other, refused when a frame was changed or moved."""

from __future__ import annotations

import os
import uuid
import zipfile
from pathlib import Path

import pytest

from carisecure.access.vault.files import FRAME, SEALED_FRAME, SealedFile, SealingStream
from carisecure.access.vault.keyring import CannotOpen

pytestmark = pytest.mark.django_db


def sealed(folder: Path, content: bytes) -> SealedFile:
    file_id = uuid.uuid4()
    path = folder / file_id.hex
    with path.open("wb") as stream:
        sealing = SealingStream(stream, file_id=file_id)
        sealing.writelines(content[n : n + 10_000] for n in range(0, len(content), 10_000))
        sealing.finish()
    return SealedFile(path, file_id)


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 7])
def test_what_went_in_comes_out(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    with sealed(tmp_path, content).open("rb") as file:
        assert file.read() == content
        assert file.seek(0, os.SEEK_END) == size
        file.seek(size // 2)
        assert file.read() == content[size // 2 :]


def test_the_disk_holds_no_word_of_it(tmp_path: Path) -> None:
    file = sealed(tmp_path, b"Rosa Demo;TT-0004242\n" * 10_000)
    assert b"Rosa" not in file.path.read_bytes()
    with file.open(encoding="utf-8", newline="") as text:
        assert text.readline() == "Rosa Demo;TT-0004242\n"


def test_a_packed_file_is_read_in_place(tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x" * 200_000)
    with sealed(tmp_path, packed.read_bytes()).open("rb") as file, zipfile.ZipFile(file) as archive:
        assert archive.read("a.txt") == b"x" * 200_000


def test_a_changed_or_moved_frame_is_refused(tmp_path: Path) -> None:
    file = sealed(tmp_path, os.urandom(3 * FRAME))
    whole = file.path.read_bytes()
    one, two, three = (whole[n * SEALED_FRAME : (n + 1) * SEALED_FRAME] for n in range(3))
    for spoilt in (two + one + three, one + three, bytes([whole[0] ^ 1]) + whole[1:], whole[:-1]):
        file.path.write_bytes(spoilt)
        with pytest.raises(CannotOpen), file.open("rb") as stream:
            stream.read()
