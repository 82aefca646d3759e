"""The tar of a base backup, read member by member against PostgreSQL's own list of what belongs into it.

The list (`backup_manifest`) is the last member but for the log itself, so what was read is compared at the end.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "backup_manifest"
_CHUNK = 1 << 20


class NotWhole(Exception):
    """The base is not what PostgreSQL said it sent; the message names the first file."""


@dataclass(frozen=True)
class Contents:
    """What the list says: the server, the timeline and the positions between which the log is needed."""

    identifier: int
    timeline: int
    start: str
    end: str
    files: int
    bytes: int


@dataclass
class _Seen:
    digests: dict[str, str] = field(default_factory=dict)
    listed: bytes = b""


def read(stream: IO[bytes], into: Path | None = None) -> Contents:
    """Read a gzipped tar to its end, and unpack it into an empty folder where one is given. Raises NotWhole."""
    seen = _Seen()
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as archive:
            for member in archive:
                _take(archive, member, seen, into)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk, not of the archive
        raise NotWhole(f"the archive ends too early or cannot be read ({type(error).__name__})") from error
    while stream.read(_CHUNK):  # behind the last member: padding, which has to open as well
        pass
    return _compare(seen)


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, seen: _Seen, into: Path | None) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or not (member.isfile() or member.isdir()):
        raise NotWhole(f"{member.name} is no file of a data folder")
    target = into / name if into is not None else None
    if member.isdir():
        if target is not None:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    content = archive.extractfile(member)
    assert content is not None  # noqa: S101  (a file has content)
    digest, kept = hashlib.sha256(), bytearray()
    out = target.open("xb") if target is not None else None
    try:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
            if str(name) == MANIFEST:
                kept += chunk
    finally:
        if out is not None:
            out.close()
    if target is not None:
        target.chmod(0o600)
    if str(name) == MANIFEST:
        seen.listed = bytes(kept)
    else:
        seen.digests[str(name)] = digest.hexdigest()


def _compare(seen: _Seen) -> Contents:
    if not seen.listed:
        raise NotWhole(f"{MANIFEST} is missing: the archive was cut")
    listed: dict[str, Any] = json.loads(seen.listed)
    total = 0
    for file in listed["Files"]:
        if seen.digests.get(file["Path"]) != file["Checksum"]:
            raise NotWhole(f"{file['Path']} is missing or is not what was sent")
        total += file["Size"]
    ranges = listed["WAL-Ranges"]
    return Contents(
        identifier=int(listed["System-Identifier"]),
        timeline=int(ranges[-1]["Timeline"]),
        start=ranges[0]["Start-LSN"],
        end=ranges[-1]["End-LSN"],
        files=len(listed["Files"]),
        bytes=total,
    )
