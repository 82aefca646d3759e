"""The second place: a folder on another disk, better of another machine. What is written there is whole or not there.

    carisecure-second-place.json   says that this is one, and for whom it is sealed
    backups/<moment>/              a backup (`kept.py`)
    files/<folder>/<xx>/<name>     the house's sealed files, each copied once as it is (`stores.py`)
    keys/<moment>.age              the keys that a backup or a base needs, apart from the data
    base/ wal/ endings/            for a moment in between

What is being written ends in `.part` and is renamed when it is whole and on the disk: what a power cut leaves is never
taken for a backup, and the next run takes it away.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

MARK = "carisecure-second-place.json"
FORMAT = 1  # of everything that lies there; a later release raises it when an earlier one cannot read it any more
BACKUPS, FILES, KEYS, BASE, WAL, ENDINGS = FOLDERS = ("backups", "files", "keys", "base", "wal", "endings")
PART = ".part"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_AWAY = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENODEV,
    errno.ENXIO,
    errno.EIO,
    errno.ESTALE,
    errno.EHOSTDOWN,
    errno.ENOTCONN,
}
# Some file systems of a network cannot flush the names of a folder, or lock.
_CANNOT = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EACCES, errno.EPERM}


class NoPlace(Exception):
    """The second place is not there, is another one, or takes nothing. The message says what to do next."""


@dataclass(frozen=True)
class Place:
    """`root`: an absolute path. Reading needs no right to write."""

    root: Path

    def path(self, name: str) -> Path:
        return self.root / name

    def demand(self, recipient: str) -> None:
        """Raises NoPlace where this is no second place, or one that is sealed for somebody else."""
        found = self.recipient()
        if recipient and found != recipient:
            raise NoPlace(
                f"The second place {self.root} is sealed for {found}, and BACKUP_RECIPIENT is another one. Nothing was "
                "written. Either this is another house's place, or the setting is not the line on the sheets."
            )

    def recipient(self) -> str:
        """For whom it is sealed. Raises NoPlace."""
        try:
            said = json.loads((self.root / MARK).read_text(encoding="utf-8"))
            found, form = str(said["recipient"]), int(said["format"])
        except FileNotFoundError:
            raise NoPlace(
                f"{self.root} is no second place: the file {MARK} is not in it. Is the disk mounted? A new place is "
                "made by manage.py backup_keys, or by manage.py backup --new-place."
            ) from None
        except OSError as fault:
            raise NoPlace(self._sentence(fault)) from fault
        except (ValueError, KeyError, TypeError):
            raise NoPlace(f"The file {MARK} in {self.root} cannot be read: something else has written it.") from None
        if form > FORMAT:
            raise NoPlace(f"The second place {self.root} was made by a newer release. Use that one.")
        return found

    def prepare(self, recipient: str, *, again: bool = False) -> None:
        """Make an existing folder a second place. Harmless for one that is already; `again` seals it for another from
        now on. Raises NoPlace.
        """
        if not self.root.is_dir():
            raise NoPlace(f"There is no folder {self.root}: mount the second place, or make the folder there first.")
        if (self.root / MARK).exists() and not again:
            self.demand(recipient)
            return
        with self.in_words():
            for name in FOLDERS:
                (self.root / name).mkdir(mode=0o700, exist_ok=True)
            with self.writing(MARK) as mark:
                mark.write(json.dumps({"format": FORMAT, "recipient": recipient}).encode())

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """What the operating system says of this folder, as a sentence. Other faults and those of other files pass."""
        try:
            yield
        except OSError as fault:
            elsewhere = fault.filename is not None and not str(fault.filename).startswith(str(self.root))
            if elsewhere or fault.errno not in _FULL | _CLOSED | _AWAY:
                raise
            raise NoPlace(self._sentence(fault)) from fault

    def _sentence(self, fault: OSError) -> str:
        after = "Nothing of this run was kept; what was there before is as it was."
        if fault.errno in _FULL:
            return f"The second place {self.root} is full ({_size(self.free_bytes())} left). {after} Make room there."
        if fault.errno in _CLOSED:
            return (
                f"The second place {self.root} cannot be written ({fault.strerror}). {after} Its rights or its mount."
            )
        return (
            f"The second place {self.root} does not answer ({fault.strerror}). {after} Look at its disk or its mount."
        )

    def free_bytes(self) -> int:
        """0 where nobody can tell."""
        try:
            return shutil.disk_usage(self.root).free
        except OSError:
            return 0

    def shares_disk_with(self, other: Path) -> bool:
        """Whether one broken disk would take both. False where nobody can tell."""
        try:
            return self.root.stat().st_dev == other.stat().st_dev
        except OSError:
            return False

    @contextmanager
    def held(self, what: str) -> Iterator[None]:
        """Only one process at a time writes `what` (a folder's name). Raises NoPlace at once where another does."""
        with self.in_words(), open(os.open(self.root / f".{what}.lock", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NoPlace(f"Another run writes to {self.root / what} now. Wait until it is over.") from None
            yield

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file under its name when it is whole and on the disk; whatever is raised, nothing is left of it."""
        target = self.root / name
        part = target.with_name(target.name + PART)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            part.rename(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        flush_names(target.parent)

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """A folder that gets its name when everything in it is written; whatever is raised, nothing is left of it.

        What is written in it by `Place(folder).writing(...)` is on the disk by then.
        """
        target = self.root / name
        part = target.with_name(target.name + PART)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.mkdir(mode=0o700)
        try:
            yield part
            flush_names(part)
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        flush_names(target.parent)

    def names(self, folder: str) -> list[str]:
        """What is whole in a folder of the place, in order: names that begin with a moment are in its order."""
        try:
            return sorted(
                found.name
                for found in (self.root / folder).iterdir()
                if not found.name.endswith(PART) and not found.name.startswith(".")
            )
        except FileNotFoundError:
            return []

    def clear_unfinished(self, folder: str) -> list[str]:
        """Take away what an earlier run left unfinished there; to be called while it is `held`. Returns the names."""
        left = sorted(found for found in (self.root / folder).glob(f"*{PART}"))
        for found in left:
            shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)
        return [found.name for found in left]

    def remove(self, name: str) -> None:
        """Renamed first: what is half removed is never taken for a backup."""
        target = self.root / name
        if target.is_dir():
            part = target.with_name(target.name + PART)
            target.rename(part)
            shutil.rmtree(part)
        else:
            target.unlink(missing_ok=True)


def flush_names(folder: Path) -> None:
    """A new name must survive a power cut too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as fault:
        if fault.errno not in _CANNOT:
            raise
    finally:
        os.close(opened)


def configured() -> Place:
    """The one of the settings. Raises NoPlace where none is set."""
    if not settings.BACKUP_PLACE:
        raise NoPlace("No second place is set: BACKUP_PLACE is the path of a folder on another disk (sample.env).")
    return Place(Path(settings.BACKUP_PLACE).absolute())


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 10_000:
            return f"{count:,} {unit}"
        count //= 1000
    return f"{count:,} TB"
