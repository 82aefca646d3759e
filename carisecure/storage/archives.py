"""Looking into a zip without unpacking it: where its names lead, and how much it would become."""

from __future__ import annotations

import re
import stat
import zipfile
from typing import IO

from carisecure.storage.sniffing import Refused

# A telephone's backup is some hundred gigabytes at most; text shrinks to a twentieth, and no more than a hundredth.
LARGEST = 500 * 1024**3
MOST_TIMES = 200
SMALL = 100 * 1024**2  # what unpacks to less does no harm
MOST_ENTRIES = 2_000_000
_LEADS_AWAY = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")


def look_into(stream: IO[bytes], size: int) -> bool:
    """Whether something in it is locked with a password. Raises Refused for one that is damaged, leads away, links,
    or would become much larger.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as fault:
        raise Refused("archive_damaged") from fault
    if len(entries) > MOST_ENTRIES:
        raise Refused("archive_larger")
    for one in entries:
        if _LEADS_AWAY.search(one.orig_filename) or "\x00" in one.orig_filename:
            raise Refused("archive_name")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Refused("archive_link")
    _check_size(entries, size)
    return any(one.flag_bits & 1 for one in entries)


def _check_size(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Entries that lie over each other pack more than the file is long; one that says a smaller size than it has is
    refused by every program that unpacks it."""
    becomes = sum(one.file_size for one in entries)
    if sum(one.compress_size for one in entries) > size:
        raise Refused("archive_larger")
    if becomes > LARGEST or (becomes > SMALL and becomes > MOST_TIMES * size):
        raise Refused("archive_larger")
    inner = [one for one in entries if one.filename.lower().endswith((".zip", ".gz", ".bz2", ".xz", ".7z", ".rar"))]
    if len(inner) > 10 and sum(one.file_size for one in inner) > becomes * 0.9 and becomes > 20 * size:
        raise Refused("archive_larger")
