"""What lies at the second place is sealed by age, as a stream: memory stays flat however long it is.

Everything is sealed twice: to the recipient of the second place, whose identity nobody has without two of three shares
(`shares`), and to an identity that lives as long as the run that writes. By it the run reads back what it wrote; the
next run, and whoever takes this machine, can open none of it.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Protocol, cast

import pyrage
from pyrage import x25519

SUFFIX = ".age"


class Unreadable(Exception):
    """Altered, cut short, or sealed for somebody else."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    def write(self, data: bytes, /) -> Any: ...


@dataclass(frozen=True)
class Sealed:
    """Bytes and SHA-256 of what was written, and of what went into it."""

    size: int
    sha256: str
    clear_size: int
    clear_sha256: str


@dataclass(frozen=True)
class Run:
    """Whom one run seals for, and what it reads back with."""

    recipient: str
    identity: x25519.Identity = field(default_factory=x25519.Identity.generate, repr=False)

    @property
    def recipients(self) -> list[x25519.Recipient]:
        return [x25519.Recipient.from_str(self.recipient), self.identity.to_public()]

    def seal(self, source: Readable, target: Writable) -> Sealed:
        return seal(source, target, self.recipients)


class _Counted:
    """Passes bytes on and hashes them. The library tells a fault's text alone: the fault itself is kept here."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._digest, self.size = stream, hashlib.sha256(), 0
        self.fault: BaseException | None = None

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def _count(self, data: bytes) -> None:
        self._digest.update(data)
        self.size += len(data)

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = cast(bytes, self._stream.read(size))
        except BaseException as fault:
            self.fault = fault
            raise
        self._count(data)
        return data

    def write(self, data: bytes, /) -> int:
        if self.fault is not None:  # the library drops what it still holds, after a fault too
            return len(data)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._stream.write(rest) :]
        except BaseException as fault:
            self.fault = fault
            raise
        self._count(data)
        return len(data)

    def flush(self) -> None:
        """Whoever owns the stream flushes it."""


def seal(source: Readable, target: Writable, recipients: Sequence[x25519.Recipient]) -> Sealed:
    """Seal everything that `source` gives. Raises what reading or writing raises (OSError where the disk is full)."""
    clear, sealed = _Counted(source), _Counted(target)
    with _own_faults(clear, sealed):
        pyrage.encrypt_io(cast(Any, clear), cast(Any, sealed), list(recipients))
    return Sealed(sealed.size, sealed.sha256, clear.size, clear.sha256)


def unseal(source: Readable, target: Writable, identities: Sequence[x25519.Identity]) -> Sealed:
    """Open it into `target`. What is written there counts only when this has returned: a cut is noticed at the end.

    Raises Unreadable, and what reading or writing raises.
    """
    sealed, clear = _Counted(source), _Counted(target)
    try:
        with _own_faults(sealed, clear):
            pyrage.decrypt_io(cast(Any, sealed), cast(Any, clear), list(identities))
    except (pyrage.DecryptError, OSError) as fault:
        if sealed.fault is not None or clear.fault is not None:
            raise
        raise Unreadable("altered, cut short, or sealed for somebody else") from fault
    return Sealed(sealed.size, sealed.sha256, clear.size, clear.sha256)


@contextmanager
def _own_faults(*streams: _Counted) -> Iterator[None]:
    """The fault of a stream of ours, in place of the library's words about it."""
    try:
        yield
    except BaseException as told:
        for stream in streams:
            if stream.fault is not None:
                raise stream.fault from told
        raise
    for stream in streams:
        if stream.fault is not None:
            raise stream.fault


@contextmanager
def opened(source: Readable, identities: Sequence[x25519.Identity]) -> Iterator[IO[bytes]]:
    """A stream that reads what is sealed in `source`, for a program's standard input or for `tarfile`.

    Leaving it reads the rest, and raises Unreadable where the whole is not what was sealed.
    """
    reading, writing = os.pipe()
    faults: list[BaseException] = []

    def pour() -> None:
        with os.fdopen(writing, "wb", buffering=0) as target:
            try:
                unseal(source, target, identities)
            except BaseException as fault:  # noqa: BLE001  (raised again below, in the thread of whoever reads)
                faults.append(fault)

    pouring = threading.Thread(target=pour, name="unsealing", daemon=True)
    pouring.start()
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
            while stream.read(1 << 20):
                pass
    except BaseException as told:
        pouring.join()
        # What reads it may fail because of what it was given; whoever stops reading on their own breaks the pipe.
        if faults and not isinstance(faults[0], BrokenPipeError):
            raise faults[0] from told
        raise
    pouring.join()
    if faults:
        raise faults[0]


def read_all(source: Readable, identities: Sequence[x25519.Identity]) -> bytes:
    """What is sealed there, for what is known to be small. Raises Unreadable."""
    try:
        return bytes(pyrage.decrypt(source.read(), list(identities)))
    except pyrage.DecryptError as fault:
        raise Unreadable("altered, cut short, or sealed for somebody else") from fault
