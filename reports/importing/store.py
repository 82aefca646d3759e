"""Where a file that was sent is kept: sealed, private, whole or not at all, and hashed while it is written."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from carisecure.access.vault import files, keys
from carisecure.access.vault.files import SealedFile
from carisecure.access.vault.keyring import CannotOpen
from carisecure.jobs import conf

FOLDER = "imports"


@dataclass(frozen=True)
class Stored:
    """`path` is relative to FILES_ROOT; it says nothing about the file. `size` in bytes."""

    path: str
    sha256: str
    size: int

    @property
    def place(self) -> SealedFile:
        return place(self.path)


def place(path: str) -> SealedFile:
    """The file, to be opened for reading; its name is the id of its key."""
    return SealedFile(_on_disk(path), uuid.UUID(hex=Path(path).name))


def _on_disk(path: str) -> Path:
    return Path(settings.FILES_ROOT) / path


def keep(chunks: Iterable[bytes]) -> Stored:
    """Temporary in the same folder, flushed to the disk, renamed: a crash leaves no half file under a final name.

    Raises OSError where the disk is full; then nothing is left.
    """
    key = uuid.uuid4().hex
    path = f"{FOLDER}/{key[:2]}/{key}"
    target = _on_disk(path)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterable[bytes]:
        nonlocal size
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            files.write(stream, counted(), file_id=uuid.UUID(hex=key))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Stored(path, digest.hexdigest(), size)


def remove(path: str) -> None:
    _on_disk(path).unlink(missing_ok=True)


def remove_old() -> int:
    """Remove the files that were sent longer ago than JOBS_FILES_KEPT_DAYS, and destroy their keys: what became rows of
    a collection is there, what did not has to be sent again. Returns how many.

    It goes by the disk and not by the batches, which the house's upkeep may not read. A file is removed when its key is
    gone for good; one whose removal was cut short goes the next night.
    """
    before = time.time() - conf.count("JOBS_FILES_KEPT_DAYS") * 24 * 3600
    old = [path for path in (Path(settings.FILES_ROOT) / FOLDER).glob("*/*") if path.stat().st_mtime < before]
    for path in old:
        if path.suffix != ".part":  # left by a machine that went down while somebody sent it: it never had a key
            keys.destroy(uuid.UUID(hex=path.name))
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    return len(old)


def is_unchanged(path: str, sha256: str) -> bool:
    """Whether the file is still the one that was sent (50 MB: about 0.1 s)."""
    try:
        with place(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except (OSError, CannotOpen, keys.Destroyed):
        return False
