"""Files at rest: sealed in frames of 64 KiB under a key of their own, read and sought as an ordinary file.

Destroying its key (`keys.destroy(file_id)`) erases it from every disk and backup. Frames carry their number; that none
is missing at the end is what the digest of the whole is for.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carisecure.access.vault import keys
from carisecure.access.vault.cipher import NONCE_BYTES
from carisecure.access.vault.keyring import CannotOpen

FRAME = 64 * 1024
SEALED_FRAME = NONCE_BYTES + FRAME + 16


def _bound(file_id: uuid.UUID, number: int) -> bytes:
    return f"file\x1f{file_id.hex}\x1f{number}".encode()


def write(stream: IO[bytes], chunks: Iterable[bytes], *, file_id: uuid.UUID) -> None:
    """Seal the chunks into a stream that is open for writing, under the file's key (made now)."""
    _, key = keys.for_writing(file_id)
    cipher, waiting, number = AESGCM(key), bytearray(), 0
    for chunk in _then_none(chunks):
        waiting += chunk or b""
        while len(waiting) >= FRAME or (chunk is None and waiting):
            nonce = os.urandom(NONCE_BYTES)
            stream.write(nonce + cipher.encrypt(nonce, bytes(waiting[:FRAME]), _bound(file_id, number)))
            del waiting[:FRAME]
            number += 1


def _then_none(chunks: Iterable[bytes]) -> Iterable[bytes | None]:
    yield from chunks
    yield None


class SealedFile:
    """The place of a sealed file; `open` is like that of a path, for reading."""

    def __init__(self, path: Path, file_id: uuid.UUID) -> None:
        self.path, self.file_id = path, file_id

    def open(self, mode: str = "r", *, encoding: str | None = None, newline: str | None = None) -> Any:
        """Raises OSError where it is gone; reading raises CannotOpen where it is not the one that was sealed."""
        raw = io.BufferedReader(_Frames(self.path, self.file_id), FRAME)
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding=encoding, newline=newline)


class _Frames(io.RawIOBase):
    def __init__(self, path: Path, file_id: uuid.UUID) -> None:
        self._file = path.open("rb")
        _, key = keys.for_writing(file_id)
        self._cipher, self._id, self._at = AESGCM(key), file_id, 0
        self._frame: tuple[int, bytes] = (-1, b"")
        whole, rest = divmod(path.stat().st_size, SEALED_FRAME)
        self._size = whole * FRAME + max(rest - NONCE_BYTES - 16, 0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        number, within = divmod(self._at, FRAME)
        part = self._opened(number)[within : within + len(buffer)] if self._at < self._size else b""
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _opened(self, number: int) -> bytes:
        if self._frame[0] != number:
            self._file.seek(number * SEALED_FRAME)
            sealed = self._file.read(SEALED_FRAME)
            nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            try:
                self._frame = (number, self._cipher.decrypt(nonce, rest, _bound(self._id, number)))
            except (InvalidTag, ValueError) as fault:
                raise CannotOpen(f"frame {number} of the file {self._id} does not open") from fault
        return self._frame[1]

    def close(self) -> None:
        self._file.close()
        super().close()
