"""Names of segments of PostgreSQL's write-ahead log, in order and without a gap.

A segment is named by 24 hexadecimal digits: its timeline, then its number in two halves ("000000010000000A000000FE").
How many numbers the second half has follows from the size of a segment, 16 MiB unless the server was made otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

BYTES = 16 * 1024 * 1024
PARTIAL = ".partial"
_NAME = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})")
_HISTORY = re.compile(r"[0-9A-F]{8}\.history")


@dataclass(frozen=True, order=True)
class Segment:
    """Ordered by where it lies in the log, then by timeline: two timelines share what lies before they part."""

    number: int
    timeline: int
    bytes: int = BYTES

    @property
    def name(self) -> str:
        high, low = divmod(self.number, (1 << 32) // self.bytes)
        return f"{self.timeline:08X}{high:08X}{low:08X}"

    @property
    def next(self) -> Segment:
        return Segment(self.number + 1, self.timeline, self.bytes)


def segment(name: str, size: int = BYTES) -> Segment | None:
    """The segment of this name, finished or not ("….partial"); None for any other name."""
    found = _NAME.fullmatch(name.removesuffix(PARTIAL))
    if found is None:
        return None
    timeline, high, low = (int(part, 16) for part in found.groups())
    each = (1 << 32) // size
    return Segment(high * each + low, timeline, size) if low < each else None


def is_history(name: str) -> bool:
    """Whether it is the file that says where a timeline parted from the one before ("00000002.history")."""
    return _HISTORY.fullmatch(name) is not None


def position(lsn: str) -> int:
    """The byte of the log that "A/FE000028" means."""
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def lsn(position: int) -> str:
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


@dataclass(frozen=True)
class Row:
    """The segments that follow each other up to the newest, by name, and the first that is missing, if one is."""

    timeline: int
    names: list[str]
    missing: Segment | None = None


def row(names: Collection[str], histories: Mapping[int, str], last: Segment) -> Row:
    """What follows `last`, on the newest timeline that comes from its own.

    `histories` are the texts of the timelines' files. Where a restored server went on in a timeline of its own, the
    segments of the former one behind the parting are of no use, however many there are.
    """
    found = {(one.timeline, one.number) for name in names if (one := segment(name, last.bytes)) is not None}
    lines = {last.timeline: {last.timeline: 0}}
    lines |= {timeline: line for timeline, text in histories.items() if (line := _line(timeline, text, last))}
    newest = max({last.timeline, *(timeline for timeline, _number in found if timeline in lines)})
    end = max((number for timeline, number in found if timeline == newest), default=last.number)
    taken: list[str] = []
    for number in range(last.number + 1, end + 1):
        timeline = max(timeline for timeline, begins in lines[newest].items() if begins <= number)
        one = Segment(number, timeline, last.bytes)
        if one.name in names:
            taken.append(one.name)
        elif number == end and one.name + PARTIAL in names:
            taken.append(one.name + PARTIAL)
        else:
            return Row(newest, taken, one)
    return Row(newest, taken)


def _line(timeline: int, history: str, last: Segment) -> dict[int, int]:
    """Timelines up to this one, each with the number of the segment in which it begins; empty where `last` is not on
    the way: a base that was taken on the former server after the parting leads nowhere in the new one.
    """
    begins, at = {}, 0
    for text in history.splitlines():
        parts = text.split("\t")
        if len(parts) < 2 or not parts[0].strip().isdigit():
            continue
        parent, ended = int(parts[0]), position(parts[1])
        if parent == last.timeline and ended < (last.number + 1) * last.bytes:
            return {}
        begins[parent] = at
        at = ended // last.bytes
    begins[timeline] = at
    return begins if last.timeline in begins else {}
