"""Files at rest: sealed in frames of 64 KiB under a key of their own, read and sought as an ordinary file.

Destroying its key (`keys.destroy(file_id)`) erases it from every disk; a backup of the disk opens
only together with one of the database from before. Frames carry their number; that none
is missing at the end is what the digest of the whole is for.
"""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carisecure.access.vault import keys
from carisecure.access.vault.cipher import NONCE_BYTES
from carisecure.access.vault.keyring import CannotOpen

FRAME = 64 * 1024
SEALED_FRAME = NONCE_BYTES + FRAME + 16


def sealed_size(size: int) -> int:
    """How many bytes lie on the disk for so many that were written."""
    whole, rest = divmod(size, FRAME)
    return whole * SEALED_FRAME + (rest + NONCE_BYTES + 16 if rest else 0)


def _bound(file_id: uuid.UUID, number: int) -> bytes:
    return f"file\x1f{file_id.hex}\x1f{number}".encode()


class SealingStream(io.RawIOBase):
    """What is written here goes sealed into `stream`, under the file's key (made now) or the one that is given.

    It cannot be sought: what writes packed files to a pipe can write them here. `finish` seals what is left.
    """

    def __init__(
        self,
        stream: IO[bytes],
        *,
        file_id: uuid.UUID,
        key: bytes | None = None,
        first: int = 0,
        is_there: bool = False,
    ) -> None:
        """`first`: the number of the frame that comes next, where a file is gone on with. `is_there`: its key was made
        before, and is only read."""
        self._stream, self._id = stream, file_id
        if key is None:
            key = keys.existing(file_id) if is_there else keys.for_writing(file_id)[1]
        self._cipher = AESGCM(key)
        self._waiting, self._number = bytearray(), first
        self._digest, self.size = hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        """Of what was written, not of what lies on the disk."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.size

    def write(self, data: Any, /) -> int:
        part = bytes(data)
        self._waiting += part
        self._digest.update(part)
        self.size += len(part)
        while len(self._waiting) >= FRAME:
            self._frame()
        return len(part)

    def finish(self) -> None:
        if self._waiting:
            self._frame()

    def _frame(self) -> None:
        nonce = os.urandom(NONCE_BYTES)
        self._stream.write(
            nonce + self._cipher.encrypt(nonce, bytes(self._waiting[:FRAME]), _bound(self._id, self._number))
        )
        del self._waiting[:FRAME]
        self._number += 1


class SealedFile:
    """The place of a sealed file; `open` is like that of a path, for reading."""

    def __init__(self, path: Path, file_id: uuid.UUID) -> None:
        self.path, self.file_id = path, file_id

    def open(self, mode: str = "r", *, encoding: str | None = None, newline: str | None = None) -> Any:
        """Raises OSError where it is gone, Destroyed where its key is.

        Reading raises CannotOpen where it is not the one that was sealed.
        """
        file = self.path.open("rb")
        try:
            raw = reader(file, key=keys.existing(self.file_id), file_id=self.file_id)
        except BaseException:
            file.close()
            raise
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding=encoding, newline=newline)


def reader(file: IO[bytes], *, key: bytes, file_id: uuid.UUID) -> io.BufferedReader:
    """What was sealed into `file`, read and sought as if it lay there in clear; closing it closes `file`."""
    return io.BufferedReader(_Frames(file, key, file_id), FRAME)


class _Frames(io.RawIOBase):
    def __init__(self, file: IO[bytes], key: bytes, file_id: uuid.UUID) -> None:
        self._file, self._cipher, self._id, self._at = file, AESGCM(key), file_id, 0
        self._frame: tuple[int, bytes] = (-1, b"")
        whole, rest = divmod(file.seek(0, os.SEEK_END), SEALED_FRAME)
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
