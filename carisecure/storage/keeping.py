"""Where bytes are kept: under FILES_ROOT, sealed each under a key of its own, private, whole or not at all.

The file comes first and the row that points at it afterwards. A copy of the disk shows nothing; when the key is
destroyed (`access.vault.keys.destroy`), copies of the disk do not open either.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from carisecure.access.vault.files import SealedFile, SealingStream
from carisecure.access.vault.keyring import CannotOpen
from carisecure.access.vault.keys import Destroyed

logger = logging.getLogger(__name__)

UNFINISHED = ".part"


class FileLost(Exception):
    """The file is gone from the disk, its key is, or it is not the one that was written."""


@dataclass(frozen=True)
class Kept:
    """`path` is relative to FILES_ROOT; it says nothing about the file. `size` (bytes) and `sha256` are those of what
    was written, not of what lies on the disk.
    """

    path: str
    sha256: str
    size: int

    @property
    def key(self) -> uuid.UUID:
        return key_of(self.path)


def key_of(path: str) -> uuid.UUID:
    """The id of the file's key, which is its name."""
    return uuid.UUID(hex=Path(path).name)


def place(path: str) -> SealedFile:
    """The file, to be opened for reading."""
    return SealedFile(_on_disk(path), key_of(path))


def root() -> Path:
    """The folder of all files, to ask how its disk is; what is in it is nobody else's business."""
    return Path(settings.FILES_ROOT)


def _on_disk(path: str) -> Path:
    return root() / path


def keep(folder: str, write: Callable[[BinaryIO], object]) -> Kept:
    """Write a file through `write(stream)`: temporary in the same folder, flushed to the disk, renamed. A crash leaves
    no half file under a final name.

    The stream seals what it is given and cannot be sought. Raises OSError where the disk is full; whatever is raised,
    nothing is left. Should the transaction be rolled back, the file has no row: its folder's upkeep takes it away.
    """
    key = uuid.uuid4()
    path = f"{folder}/{key.hex[:2]}/{key.hex}"
    target = _on_disk(path)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_suffix(UNFINISHED)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            sealing = SealingStream(stream, file_id=key)
            write(cast(BinaryIO, sealing))
            sealing.finish()
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_names(target.parent)
    return Kept(path, sealing.sha256, sealing.size)


def flush_names(folder: Path) -> None:
    """The new name itself must survive a power cut."""
    opened_folder = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened_folder)
    finally:
        os.close(opened_folder)


def opened(path: str, sha256: str) -> io.BufferedReader:
    """What was written, for reading, once its hash was looked at (100 MB: about 0.1 s). Raises FileLost."""
    try:
        stream: io.BufferedReader = place(path).open("rb")
    except (OSError, Destroyed) as error:
        logger.error("storage.file_missing file=%s", key_of(path))
        raise FileLost from error
    try:
        is_whole = hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except CannotOpen:
        is_whole = False
    if not is_whole:
        stream.close()
        logger.error("storage.file_changed file=%s", key_of(path))
        raise FileLost
    stream.seek(0)
    return stream


def is_unchanged(path: str, sha256: str) -> bool:
    """Whether the file is still the one that was written."""
    try:
        opened(path, sha256).close()
    except FileLost:
        return False
    return True


def remove(path: str) -> None:
    _on_disk(path).unlink(missing_ok=True)


def older_than(folder: str, seconds: float) -> Iterator[str]:
    """The files of a folder that were last written longer ago; those that a machine left unfinished end in UNFINISHED
    and never had a row.
    """
    before = time.time() - seconds
    for found in (Path(settings.FILES_ROOT) / folder).glob("*/*"):
        if found.stat().st_mtime < before:
            yield str(found.relative_to(settings.FILES_ROOT))
