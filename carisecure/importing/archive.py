"""A workbook is a zip: what it unpacks to is bounded before a byte is unpacked, and counted while it is.

The sizes that a zip declares are not believed. Only the parts that are asked for are inflated, block by block, and what
memory must hold (the directory, texts that cells share, styles) has a limit of its own.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from carisecure.importing.refused import too_packed

MEGABYTE = 1 << 20
# A sheet of 50 MB unpacks to some hundred; a bomb declares a thousand times its size.
UNPACKED_AT_MOST, RATIO_AT_MOST = 512 * MEGABYTE, 200
DIRECTORY_AT_MOST = MEGABYTE
SMALL_PART = 8 * MEGABYTE  # whatever is no sheet: styles, names of sheets
SHARED_PART = 64 * MEGABYTE  # the texts that cells share
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of the others one needs memory as the file pleases
_LOCKED = 0x1


class _BoundedReads(io.RawIOBase):
    """Lets `zipfile` read no more at once than a directory has: it reads the whole of it, whatever size it declares."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size is not None and size > DIRECTORY_AT_MOST:
            raise too_packed()
        found = self._file.read(DIRECTORY_AT_MOST + 1 if size is None or size < 0 else size)
        if len(found) > DIRECTORY_AT_MOST:
            raise too_packed()
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


class _Counted:
    """A part while it is inflated."""

    def __init__(self, part: IO[bytes], most: int) -> None:
        self._part, self._left = part, most

    def read(self, size: int) -> bytes:
        found = self._part.read(size)
        self._left -= len(found)
        if self._left < 0:
            raise too_packed()
        return found


class Archive:
    """An opened zip. Made by `opened`."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._zip = archive
        self.names = frozenset(archive.namelist())
        unpacked = sum(member.file_size for member in archive.infolist())
        self.is_too_packed = unpacked > UNPACKED_AT_MOST or unpacked > RATIO_AT_MOST * max(size, 1)

    @contextmanager
    def part(self, name: str, most: int = SMALL_PART) -> Iterator[Any]:
        """One part to be read block by block. Raises KeyError for none, FileRefused for one that is too large."""
        info = self._zip.getinfo(name)
        if info.file_size > most:
            raise too_packed()
        if info.compress_type not in _READABLE or info.flag_bits & _LOCKED:
            raise zipfile.BadZipFile(name)
        with self._zip.open(info) as inflating:
            yield _Counted(inflating, most)


@contextmanager
def opened(path: Any) -> Iterator[Archive]:
    """The zip at `path`. Raises zipfile.BadZipFile, FileRefused for a directory larger than any workbook has."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        with zipfile.ZipFile(_BoundedReads(file)) as archive:
            yield Archive(archive, size)
