"""Bytes on the disk: whole under their name or not there at all, and opened only where they are what was kept."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import settings
from pytest_django import Settings

from carisecure.access.vault import keys
from carisecure.storage import keeping

pytestmark = pytest.mark.django_db
CONTENT = b"Rosa Demo;TT-0004242\n" * 10_000


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def kept() -> keeping.Kept:
    return keeping.keep("sheets", lambda stream: stream.writelines([CONTENT[:7], CONTENT[7:]]))


def on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_it_is_whole_sealed_private_and_opens() -> None:
    file = kept()
    assert (file.size, file.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    (path,) = on_disk()
    assert str(path.relative_to(settings.FILES_ROOT)) == file.path
    assert b"Rosa" not in path.read_bytes()
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    with keeping.opened(file.path, file.sha256) as stream:
        assert stream.read() == CONTENT


def test_a_full_disk_leaves_nothing() -> None:
    def full(stream: BinaryIO) -> None:
        stream.write(CONTENT)
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space"):
        keeping.keep("sheets", full)
    assert on_disk() == []


@pytest.mark.parametrize("harm", ["gone", "changed", "cut", "another", "no key"])
def test_what_is_not_the_file_that_was_kept_is_not_opened(harm: str) -> None:
    file, other = kept(), keeping.keep("sheets", lambda stream: stream.write(b"another"))
    assert keeping.is_unchanged(file.path, file.sha256)
    path = Path(settings.FILES_ROOT) / file.path
    if harm == "gone":
        keeping.remove(file.path)
    elif harm == "changed":
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[: 64 * 1024 + 28])  # the first frame alone: it opens
    elif harm == "another":
        path.write_bytes((Path(settings.FILES_ROOT) / other.path).read_bytes())
    else:
        keys.destroy(file.key)
    assert not keeping.is_unchanged(file.path, file.sha256)
    with pytest.raises(keeping.FileLost):
        keeping.opened(file.path, file.sha256)
    assert keeping.is_unchanged(other.path, other.sha256)


def test_only_what_is_old_of_one_folder_is_told() -> None:
    old, _new, elsewhere = kept(), kept(), keeping.keep("jobs", lambda stream: stream.write(b"x"))
    for file in (old, elsewhere):
        os.utime(Path(settings.FILES_ROOT) / file.path, (0, time.time() - 61))
    assert list(keeping.older_than("sheets", 60)) == [old.path]
