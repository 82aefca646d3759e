"""How the files are that are read again from time to time: told by the room that reads them, asked by operating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """None of the files is named. `changed`: those that are not what was kept; `oldest`: when the one that waits
    longest was last read.
    """

    count: int
    changed: int
    oldest: datetime | None = None


_standing: list[Callable[[], Standing]] = []


def register(standing: Callable[[], Standing]) -> None:
    """Called when an app is ready; one query."""
    if standing not in _standing:
        _standing.append(standing)


def standing() -> Standing:
    found = [ask() for ask in _standing]
    oldest = min((one.oldest for one in found if one.oldest is not None), default=None)
    return Standing(sum(one.count for one in found), sum(one.changed for one in found), oldest)
