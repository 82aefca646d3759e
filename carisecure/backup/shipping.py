"""From the spool to the second place: finished segments once, the open one again and again.

The spool is a folder beside the server, in which `pg_receivewal` writes. What is at the second place is taken out of
it, so that a spool holds little while the second place is there, and everything since while it is away.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from carisecure.backup import segments, vouching
from carisecure.backup.envelope import Run, Sealed, Unreadable, unseal
from carisecure.backup.place import WAL, NoPlace, Place
from carisecure.backup.segments import Segment

# WAL is half zeros while it is quiet; the lowest level takes a sixth of a second a segment and most of that away.
LEVEL = 1
SUFFIX = ".gz.age"


class Shelf(Protocol):
    """Where segments go."""

    def names(self) -> set[str]: ...

    def put(self, name: str, source: Path) -> None: ...

    def remove(self, name: str) -> None: ...


@dataclass(frozen=True)
class PlaceShelf:
    """The log of one server at the second place: each file sealed, read back, and there whole or not at all.

    In front of what is packed stands a line by which the house vouches for it (`vouching`), with its wrapping `keys`.
    """

    place: Place
    run: Run
    identifier: int
    keys: Mapping[int, bytes]

    @property
    def folder(self) -> str:
        return f"{WAL}/{self.identifier}"

    def names(self) -> set[str]:
        self.place.demand(self.run.recipient)
        with self.place.in_words():
            return {name.removesuffix(SUFFIX) for name in self.place.names(self.folder)}

    def put(self, name: str, source: Path) -> None:
        self.place.demand(self.run.recipient)
        path = f"{self.folder}/{name}{SUFFIX}"
        with self.place.in_words():
            with source.open("rb") as content, self.place.writing(path) as target:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
                content.seek(0)
                said = vouching.code(self.keys, vouching.of_piece(self.identifier, name, sha256))
                sealed = self.run.seal(_Behind(f"{said}\n".encode("ascii"), content), target)
            self._read_back(path, sealed)

    def _read_back(self, path: str, sealed: Sealed) -> None:
        digest = _Digest()
        with self.place.path(path).open("rb") as stream:
            try:
                same = unseal(stream, digest, [self.run.identity]).clear_sha256 == sealed.clear_sha256
            except Unreadable:
                same = False
        if not same:
            self.place.remove(path)
            raise NoPlace(f"What was written to {self.place.path(path)} is not what lies there: its disk is at fault.")

    def remove(self, name: str) -> None:
        with self.place.in_words():
            self.place.remove(f"{self.folder}/{name}{SUFFIX}")


class _Behind:
    """A stream with something in front of it."""

    def __init__(self, front: bytes, stream: IO[bytes]) -> None:
        self._front, self._stream = front, stream

    def read(self, size: int = -1, /) -> bytes:
        front, self._front = self._front, b""
        return front or self._stream.read(size)


class _Digest:
    """What is read back is only counted."""

    def write(self, data: bytes, /) -> int:
        return len(data)


@dataclass
class Shipped:
    """What one round has brought there."""

    finished: list[str] = field(default_factory=list)
    open: str = ""
    # Segments that are nowhere: what was written in them can be reached by no moment, until there is a new base.
    missing: list[str] = field(default_factory=list)


class Shipping:
    """`size` is that of a segment, in bytes. Raises NoPlace while the second place cannot be written."""

    def __init__(self, spool: Path, shelf: Shelf, *, size: int = segments.BYTES) -> None:
        self.spool, self.shelf, self.size = spool, shelf, size
        self._open = ("", "")  # the name of the unfinished one that was shipped last, and its digest

    def waiting(self) -> list[Segment]:
        """What is finished and still here, oldest first."""
        found = (segments.segment(path.name, self.size) for path in self.spool.iterdir() if _is_finished(path))
        return sorted(one for one in found if one is not None)

    def ship(self, *, open_too: bool) -> Shipped:
        """Bring there what is finished, and with `open_too` the unfinished segment as far as it is written."""
        done = Shipped()
        for path in sorted(self.spool.iterdir()):
            if segments.is_history(path.name) and path.name not in self.shelf.names():
                self.shelf.put(path.name, self._packed(path))
        for one in self.waiting():
            self._note_gap(one, done)
            self.shelf.put(one.name, self._packed(self.spool / one.name))
            self.shelf.remove(one.name + segments.PARTIAL)
            (self.spool / one.name).unlink()
            done.finished.append(one.name)
        if open_too:
            done.open = self._ship_open()
        return done

    def _note_gap(self, one: Segment, done: Shipped) -> None:
        there = [found for name in self.shelf.names() if (found := segments.segment(name, self.size)) is not None]
        before = [found.number for found in there if found.number < one.number]
        if before and max(before) + 1 < one.number:
            first = Segment(max(before) + 1, one.timeline, one.bytes)
            done.missing.append(first.name)

    def _ship_open(self) -> str:
        newest = max(self.spool.glob(f"*{segments.PARTIAL}"), default=None)
        if newest is None:
            return ""
        with newest.open("rb") as content:
            seen = (newest.name, hashlib.file_digest(content, "sha256").hexdigest())
        if seen != self._open:
            # Written to meanwhile: what is copied is whole up to a point, and PostgreSQL finds that point by itself.
            self.shelf.put(newest.name, self._packed(newest))
            self._open = seen
        return newest.name

    def _packed(self, path: Path) -> Path:
        packed = self.spool / "packing"
        with path.open("rb") as content, gzip.open(packed, "wb", compresslevel=LEVEL) as out:
            shutil.copyfileobj(content, out, 1 << 20)
        return packed


def _is_finished(path: Path) -> bool:
    return "." not in path.name and path.is_file()


def tidy(spool: Path) -> None:
    """Leave out what a round that was killed left half packed."""
    with suppress(FileNotFoundError):
        (spool / "packing").unlink()
