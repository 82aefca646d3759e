"""A backup that is whole, and what can be said of it without opening it.

    backups/<moment>/complete.json   written last: format, release, seal, sizes and digests of the parts, for whom
    backups/<moment>/manifest.age    what is in it, table by table (`manifest.py`)
    backups/<moment>/database.age    pg_dump's own format
    backups/<moment>/files.age       the list of the house's files, with the digest of each
    backups/<moment>/anchors.age     the file of anchors as it was
    keys/<moment>.age                the keys that open what is sealed in it

Nothing in `complete.json` is about anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carisecure.backup.place import BACKUPS, FORMAT, Place

ABOUT = "complete.json"
MOMENT = "%Y%m%dT%H%M%SZ"
MANIFEST, DATABASE, FILE_LIST, ANCHORS = "manifest.age", "database.age", "files.age", "anchors.age"


class NotWhole(Exception):
    """A part is missing, cut short or altered, or a newer release wrote it. The message says which."""


@dataclass(frozen=True)
class Kept:
    """`about`: what complete.json says."""

    place: Place
    stamp: str
    about: Mapping[str, Any]

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.strptime(self.stamp, MOMENT).replace(tzinfo=dt.UTC)

    @property
    def size(self) -> int:
        """Bytes, without the house's files, which all backups share."""
        return sum(int(part["size"]) for part in self.about["parts"].values())

    def part(self, name: str) -> Path:
        """Where a part lies; the keys lie apart from the data. Raises NotWhole where it has no such part."""
        if name not in self.about["parts"]:
            raise NotWhole(f"The backup of {self.stamp} has no {name}.")
        return self.place.path(name if "/" in name else f"{BACKUPS}/{self.stamp}/{name}")

    @property
    def keys(self) -> str:
        """The part with the keys."""
        return str(self.about["keys"])

    def demand(self) -> None:
        """Read every part and compare it with what was written. Raises NotWhole, naming the first that differs."""
        for name, said in self.about["parts"].items():
            if fault := _fault(self.part(name), said):
                raise NotWhole(f"{name} of the backup of {self.stamp} {fault}")

    def has_all_parts(self) -> bool:
        """Whether each part is there in its full length: a quick look, which reads none of them."""
        try:
            return all(self.part(name).stat().st_size == said["size"] for name, said in self.about["parts"].items())
        except OSError:
            return False


def _fault(path: Path, said: Mapping[str, Any]) -> str:
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size != said["size"]:
                return (
                    f"is cut short: {size:,} bytes are left of {said['size']:,}."
                    if size < said["size"]
                    else (f"is longer than it was written: {size:,} bytes instead of {said['size']:,}.")
                )
            if hashlib.file_digest(stream, "sha256").hexdigest() != said["sha256"]:
                return "was altered: it is not what was written."
    except FileNotFoundError:
        return "is missing."
    except OSError as fault:
        return f"cannot be read ({fault.strerror})."
    return ""


def listed(place: Place) -> list[Kept]:
    """The backups of a place that are whole by their own word, oldest first. Raises NoPlace, NotWhole."""
    with place.in_words():
        return list(_listed(place))


def _listed(place: Place) -> Iterator[Kept]:
    for stamp in place.names(BACKUPS):
        try:
            yield kept(place, stamp)
        except NotWhole:
            continue


def kept(place: Place, stamp: str) -> Kept:
    """The backup of that moment. Raises NotWhole where there is none, it cannot be read or is of a newer release."""
    try:
        about = json.loads((place.path(BACKUPS) / stamp / ABOUT).read_text(encoding="utf-8"))
        form, _, _ = int(about["format"]), about["parts"][MANIFEST]["sha256"], about["keys"]
    except FileNotFoundError:
        raise NotWhole(f"There is no backup of {stamp} at {place.root}.") from None
    except OSError as fault:
        raise NotWhole(f"The backup of {stamp} cannot be read ({fault.strerror}).") from fault
    except (ValueError, KeyError, TypeError):
        raise NotWhole(f"{ABOUT} of the backup of {stamp} was altered or cut short.") from None
    if form > FORMAT:
        raise NotWhole(f"The backup of {stamp} was made by a newer release ({about.get('release')}). Use that one.")
    return Kept(place, stamp, about)


def unreadable(place: Place) -> list[str]:
    """What lies among the backups and is none, each with what is wrong."""
    found = []
    for stamp in place.names(BACKUPS):
        try:
            kept(place, stamp)
        except NotWhole as fault:
            found.append(str(fault))
    return found
