"""The house's files at the second place: each copied once, as it is.

They are sealed already, each under a key of its own that lies in the database, and never change. So they are not sealed
again: any later run can compare what lies there with what lies here, byte by byte and without a key, and two backups
share them. Their names say nothing, and their keys are in the backup of the database alone.

A file that is seen here gets the moment of the run as its time there; one that no kept backup is old enough to need is
taken away.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from carisecure.backup.place import FILES, Place
from carisecure.storage.keeping import UNFINISHED

_SHAPE = re.compile(r"[a-z][a-z0-9_-]*/([0-9a-f]{2})/\1[0-9a-f]{30}")
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
DIGESTS = f"{FILES}/SHA256SUMS"
_AT_ONCE = 1 << 20
# Of the files that were copied before, every run reads a part anew: all of them within so many runs.
READ_AGAIN_WITHIN = 30


class FileDiffers(Exception):
    """A file that was copied is not what lies here."""


@dataclass(frozen=True)
class Copied:
    """`path` below FILES_ROOT; `size` and `sha256` as it lies there."""

    path: str
    size: int
    sha256: str


@dataclass
class Copying:
    """One run. `strangers`: what lies under FILES_ROOT and is no sealed file of the house; it is not copied."""

    place: Place
    at: float
    number: int = 0

    def __post_init__(self) -> None:
        self.found: dict[str, Copied] = {}
        self.strangers: list[str] = []
        self.new = 0
        self._known = _read_digests(self.place.path(DIGESTS))

    def run(self) -> None:
        """Copy what is not there yet. Run before and after the snapshot: a row's file may come or go meanwhile.

        Raises NoPlace, FileDiffers.
        """
        root = Path(settings.FILES_ROOT)
        self.strangers = []
        for path in _below(root):
            name = str(path.relative_to(root))
            if not _SHAPE.fullmatch(name):
                if not name.endswith(UNFINISHED):
                    self.strangers.append(name)
            elif name not in self.found:
                self._copy(name, path)

    def _copy(self, name: str, source: Path) -> None:
        target = self.place.path(f"{FILES}/{name}")
        try:
            with source.open("rb") as stream, self.place.in_words():
                size = os.fstat(stream.fileno()).st_size
                if not target.exists():
                    sha256 = self._write(stream, name)
                    self.new += 1
                elif self._is_due(target.name) or name not in self._known:
                    sha256 = _compared(stream, target, name)
                else:
                    sha256 = self._known[name]
                    if target.stat().st_size != size:
                        raise FileDiffers(_DIFFERS.format(name))
                os.utime(target, (self.at, self.at))
        except FileNotFoundError:
            return  # its days were over while it was looked at
        self.found[name] = Copied(name, size, sha256)

    def _write(self, stream: Any, name: str) -> str:
        digest = hashlib.sha256()
        with self.place.writing(f"{FILES}/{name}") as target:
            while part := stream.read(_AT_ONCE):
                digest.update(part)
                target.write(part)
        path = self.place.path(f"{FILES}/{name}")
        if _sha256(path) != digest.hexdigest():
            path.unlink()
            raise FileDiffers(_DIFFERS.format(name))
        return digest.hexdigest()

    def finish(self) -> None:
        """Write down the digests, for the next run and for whoever wants to look (`sha256sum --check SHA256SUMS`)."""
        if any(self._known.get(name) != one.sha256 for name, one in self.found.items()):
            _write_digests(self.place, self._known | {name: one.sha256 for name, one in self.found.items()})

    def _is_due(self, name: str) -> bool:
        return int(name[:8], 16) % READ_AGAIN_WITHIN == self.number % READ_AGAIN_WITHIN


def _read_digests(path: Path) -> dict[str, str]:
    """What earlier runs wrote down; a line that is none counts for nothing, and its file is read again."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    return {found[2]: found[1] for line in lines if (found := _LINE.fullmatch(line))}


def _write_digests(place: Place, said: dict[str, str]) -> None:
    with place.writing(DIGESTS) as stream:
        for name in sorted(said):
            if place.path(f"{FILES}/{name}").exists():
                stream.write(f"{said[name]}  {name}\n".encode("ascii"))


def faults(place: Place) -> list[str]:
    """Read every file that is there and compare it with its digest: a line for each that is not as it was copied."""
    found = []
    for name, sha256 in _read_digests(place.path(DIGESTS)).items():
        try:
            if _sha256(place.path(f"{FILES}/{name}")) != sha256:
                found.append(f"The file {name} at the second place was altered.")
        except FileNotFoundError:
            found.append(f"The file {name} at the second place is missing.")
    return found


_DIFFERS = (
    "The file {} at the second place is not the one that lies here. Nothing was overwritten: find out which of the two "
    "was altered, and take the other one away."
)


def _compared(stream: Any, target: Path, name: str) -> str:
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if _sha256(target) != sha256:
        raise FileDiffers(_DIFFERS.format(name))
    return sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _below(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            yield Path(folder) / name


def remove_unneeded(place: Place, before: float) -> int:
    """Take away what no run has seen here since that moment (that of the oldest backup kept). Returns how many."""
    count = 0
    for path in _below(place.path(FILES)):
        if path.name != Path(DIGESTS).name and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    if count:
        _write_digests(place, _read_digests(place.path(DIGESTS)))
    return count
