"""Sealed as a stream: what was altered or cut does not open, and a disk that is full is told by its own name."""

from __future__ import annotations

import errno
import io
import tracemalloc
from typing import IO

import pytest
from pyrage import x25519

from carisecure.backup import envelope, shares
from carisecure.backup.envelope import Run, Unreadable

SECRET, _ = shares.make()
RUN = Run(shares.recipient(SECRET))
# Three of age's chunks of 64 KiB and a little: the library holds the last of it back until it lets go of the disk.
TEXT = bytes(range(256)) * 768 + b"a little"


def _sealed(data: bytes = TEXT) -> bytes:
    target = io.BytesIO()
    said = RUN.seal(io.BytesIO(data), target)
    assert (said.clear_size, said.size) == (len(data), len(target.getvalue()))
    return target.getvalue()


def test_the_recipient_and_the_run_open_it_and_the_next_run_does_not() -> None:
    sealed = _sealed()
    assert TEXT[:64] not in sealed
    for identity in (shares.identity(SECRET), RUN.identity):
        assert envelope.read_all(io.BytesIO(sealed), [identity]) == TEXT
    with pytest.raises(Unreadable):
        envelope.read_all(io.BytesIO(sealed), [Run(RUN.recipient).identity])


def _altered(place: int) -> bytes:
    sealed = bytearray(_sealed())
    sealed[place] ^= 1
    return bytes(sealed)


DAMAGES = {
    "first byte": _altered(0),
    "in the middle": _altered(100_000),
    "last byte": _altered(-1),
    "cut by a byte": _sealed()[:-1],
    "cut within": _sealed()[:100_000],
    "cut at a chunk": _sealed()[: -len(b"a little") - 16],
    "cut in the head": _sealed()[:20],
    "nothing": b"",
    "something behind it": _sealed() + b"x",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_goes_unnoticed_however_it_is_read(damage: str) -> None:
    data = DAMAGES[damage]
    with pytest.raises(Unreadable):
        envelope.read_all(io.BytesIO(data), [RUN.identity])
    with pytest.raises(Unreadable):
        envelope.unseal(io.BytesIO(data), io.BytesIO(), [RUN.identity])
    with pytest.raises(Unreadable), envelope.opened(io.BytesIO(data), [RUN.identity]) as stream:
        stream.read(10)


def test_a_reader_that_fails_on_what_was_damaged_is_told_of_the_damage() -> None:
    def reads_all(stream: IO[bytes]) -> None:
        if len(stream.read()) != len(TEXT):
            raise ValueError("unexpected end")

    with pytest.raises(Unreadable), envelope.opened(io.BytesIO(DAMAGES["cut within"]), [RUN.identity]) as stream:
        reads_all(stream)


def test_a_reader_that_stops_keeps_its_own_fault() -> None:
    sealed = io.BytesIO(_sealed(TEXT * 10))
    with pytest.raises(ZeroDivisionError), envelope.opened(sealed, [RUN.identity]) as stream:
        assert 1 / len(stream.read(0))


class FullDisk(io.RawIOBase):
    """Takes so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        self.room -= len(memoryview(data))  # type: ignore[arg-type]
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(memoryview(data))  # type: ignore[arg-type]


# Before what is sealed stands a head of some hundred bytes, now longer and now shorter.
@pytest.mark.parametrize("room", [0, 1000, 100_000, len(TEXT) + 4 * 16])
def test_a_full_disk_is_an_error_of_the_disk_even_at_the_last_byte(room: int) -> None:
    with pytest.raises(OSError, match="No space left") as refusal:
        RUN.seal(io.BytesIO(TEXT), FullDisk(room))
    assert refusal.value.errno == errno.ENOSPC


@pytest.mark.parametrize("room", [0, 100_000, len(TEXT) - 1])
def test_so_is_one_where_it_is_opened_to(room: int) -> None:
    with pytest.raises(OSError, match="No space left"):
        envelope.unseal(io.BytesIO(_sealed()), FullDisk(room), [RUN.identity])


def test_what_the_source_raises_is_raised() -> None:
    class Torn(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise ConnectionResetError("the server went away")

    with pytest.raises(ConnectionResetError):
        RUN.seal(Torn(), io.BytesIO())


class Endless:
    """So many bytes, made while they are read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        part = min(self.left, size)
        self.left -= part
        return bytes(part)


class Nowhere(io.RawIOBase):
    def write(self, data: object, /) -> int:
        return len(memoryview(data))  # type: ignore[arg-type]


def test_memory_stays_flat() -> None:
    tracemalloc.start()
    try:
        RUN.seal(Endless(64 << 20), Nowhere())
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_the_identity_of_a_run_is_not_shown() -> None:
    assert "AGE-SECRET" not in repr(RUN)
    assert isinstance(RUN.identity, x25519.Identity)
