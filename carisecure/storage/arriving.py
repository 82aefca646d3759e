"""A large file on its way in, piece by piece: sealed as it comes, and nowhere but in quarantine until it was looked at.

A piece is whole frames (`access.vault.files`), except the last one. How far a file has come is what lies on the disk,
so that a piece that was cut off is simply sent again from there, whichever process takes it. Every piece is flushed.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from carisecure.access.vault.files import FRAME, SEALED_FRAME, SealedFile, SealingStream, sealed_size
from carisecure.storage import keeping

# Not a store of the backup: a file that has not arrived is sent again.
FOLDER = "quarantine"
AT_ONCE = 1024 * 1024


class WrongOffset(Exception):
    """The piece does not begin where the file ends; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class TooMuch(Exception):
    """More came than was announced."""


def path_of(file_id: uuid.UUID) -> str:
    return f"{FOLDER}/{file_id.hex[:2]}/{file_id.hex}{keeping.UNFINISHED}"


def received(file_id: uuid.UUID, size: int) -> int:
    """How many bytes of `size` lie here whole."""
    try:
        on_disk = _place(file_id).stat().st_size
    except FileNotFoundError:
        return 0
    return size if on_disk == sealed_size(size) else on_disk // SEALED_FRAME * FRAME


def append(file_id: uuid.UUID, *, offset: int, size: int, read: Callable[[int], bytes]) -> int:
    """Take a piece, as much as `read` gives; returns how far the file has come.

    Raises WrongOffset, TooMuch, and OSError where the disk is full: then the file is as long as before.
    """
    target = _place(file_id)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(target, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        begun = received(file_id, size)
        if offset != begun or offset % FRAME:
            raise WrongOffset(begun)
        _to(stream, begun)
        try:
            _take(stream, file_id, begun, size, read)
            stream.flush()
            os.fsync(stream.fileno())
        except (OSError, TooMuch):
            _cut(target, begun)
            raise
    return received(file_id, size)


def _take(stream: BinaryIO, file_id: uuid.UUID, begun: int, size: int, read: Callable[[int], bytes]) -> None:
    sealing = SealingStream(stream, file_id=file_id, first=begun // FRAME, is_there=True)
    while part := read(AT_ONCE):
        if begun + sealing.size + len(part) > size:
            raise TooMuch
        sealing.write(part)
    if begun + sealing.size == size:
        sealing.finish()


def _to(stream: BinaryIO, begun: int) -> None:
    """What was left of a piece that was cut off goes."""
    at = begun // FRAME * SEALED_FRAME
    stream.truncate(at)
    stream.seek(at)


def _cut(target: Path, begun: int) -> None:
    os.truncate(target, begun // FRAME * SEALED_FRAME)
    if not begun:
        target.unlink()


def place(file_id: uuid.UUID) -> SealedFile:
    """The file in quarantine, to be looked at; `open` raises OSError where it is gone."""
    return SealedFile(_place(file_id), file_id)


def let_in(file_id: uuid.UUID, folder: str) -> str:
    """Give it a second name among the files that are kept, flushed; the first goes once the row is sure (`drop`).

    Returns the path of `keeping`. A transaction that is rolled back leaves a stray, which the upkeep takes away.
    """
    path = f"{folder}/{file_id.hex[:2]}/{file_id.hex}"
    target = keeping.root() / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.link(_place(file_id), target)
    keeping.flush_names(target.parent)
    return path


def drop(file_id: uuid.UUID) -> None:
    _place(file_id).unlink(missing_ok=True)


def _place(file_id: uuid.UUID) -> Path:
    return keeping.root() / path_of(file_id)
