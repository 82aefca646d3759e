"""What came in with earlier books: for each thing its id, a digest of what was read, and where it stood. No values.

A thing's id is a keyed digest of the batch, its noun and its key, so that a later book finds it by the same key.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from carisecure.importing.register.nouns import Thing

_RECORD = struct.Struct(">16s8sHIH")  # id, digest, sheet, row, year
_YEARLESS = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Where an earlier book had a thing: which batch, which of its sheets, which row; `year` 0 where it has none."""

    id: uuid.UUID
    batch: uuid.UUID
    digest: bytes
    sheet: int
    row: int
    year: int


def id_of(batch: uuid.UUID, noun: str, key: str) -> uuid.UUID:
    """The id that a thing gets when it comes in with this batch."""
    made = hashlib.blake2b(f"{noun}\x1f{key}".encode(), digest_size=16, key=batch.bytes, person=b"register")
    return uuid.UUID(bytes=made.digest(), version=4)


def values_digest(values: Any) -> bytes:
    """The same for the same values, whatever order their columns stand in. 8 bytes."""
    plain = "\x1f".join(f"{name}={values[name]!r}" for name in sorted(values))
    return hashlib.blake2b(plain.encode(), digest_size=8).digest()


def digest_of(thing: Thing) -> bytes:
    """Of everything that was read of one thing, what no field is for included. 8 bytes."""
    return values_digest({**thing.values, " remarks": thing.remarks})


class Fingerprint:
    """One digest of everything that would be made: what the dry run saw is what the commit makes, or nothing."""

    def __init__(self) -> None:
        self._hash, self.count = hashlib.sha256(), 0

    def add(self, brought: Iterable[Brought]) -> None:
        for one in brought:
            self._hash.update(one.thing.id.bytes + digest_of(one.thing))
            self.count += 1

    @property
    def value(self) -> str:
        return self._hash.hexdigest()


class Known:
    """Earlier batches, the oldest first. Memory: about 150 bytes a thing."""

    def __init__(self) -> None:
        self._of: dict[uuid.UUID, dict[bytes, bytes]] = {}

    def add(self, batch: uuid.UUID, packed: str) -> None:
        """A part that `pack` made."""
        held = self._of.setdefault(batch, {})
        raw = base64.b64decode(packed)
        for at in range(0, len(raw), _RECORD.size):
            held[raw[at : at + 16]] = raw[at + 16 : at + _RECORD.size]

    def find(self, noun: str, key: str) -> Seen | None:
        """The thing of this key that came in, with whichever batch. A few microseconds a batch."""
        for batch, held in self._of.items():
            made = id_of(batch, noun, key)
            if rest := held.get(made.bytes):
                _id, digest, sheet, row, year = _RECORD.unpack(made.bytes + rest)
                return Seen(made, batch, digest, sheet, row, year)
        return None

    @property
    def count(self) -> int:
        return sum(len(held) for held in self._of.values())


@dataclass(frozen=True, slots=True)
class Brought:
    """One thing that comes in, as it is kept for later books."""

    thing: Thing
    sheet: int
    year: int


def pack(brought: Iterable[Brought]) -> str:
    """For `Known.add`: 32 bytes a thing, as base64."""
    raw = b"".join(
        _RECORD.pack(one.thing.id.bytes, digest_of(one.thing), one.sheet, one.thing.place.row, one.year or _YEARLESS)
        for one in brought
    )
    return base64.b64encode(raw).decode()


def in_parts(brought: Sequence[Brought], size: int = 1_000) -> Iterator[str]:
    for at in range(0, len(brought), size):
        yield pack(brought[at : at + size])
