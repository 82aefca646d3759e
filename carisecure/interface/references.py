"""Open something by its reference, or by a part of it, among what the viewer may see.

A reference is said on the telephone, pasted with the words around it, or remembered by its last four letters. A room
registers how it finds what it holds when its app is ready; each costs one query for each way of reading what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from carisecure.access.references import ALPHABET
from carisecure.visible import visible

if TYPE_CHECKING:
    from carisecure.accounts.models import User

MOST = 50
LEAST = 3
LONGEST = 200
# What it is of in one to three letters, then two groups of four: TT-7K4M-2QXD, R-..., DPP-....
GROUP, LETTERS = 4, 8
_WHOLE = re.compile(rf"(?<![0-9A-Z])([A-Z]{{1,3}})[-\s]*([{ALPHABET}]{{4}})[-\s]*([{ALPHABET}]{{4}})(?![0-9A-Z])")
_FRONT = re.compile(r"[A-Z]{1,3}")
_WORD = re.compile(r"[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u00ad", "-"))


@dataclass(frozen=True)
class Found:
    """One thing that the viewer may open. `note` is a badge beside it, "" where there is none."""

    reference: str
    kind: str | Promise
    url: str
    note: str | Promise = ""
    title: str = ""


Finder = Callable[["User", str], Iterable[Found]]

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    """`finder(viewer, pattern)`: what the viewer may see whose reference matches; use `matching`."""
    _finders[name] = finder


def matching(rows: QuerySet[Any], pattern: str) -> QuerySet[Any]:
    """For a finder: the rows (already limited to what the viewer may see) whose reference answers, a page of them."""
    found = (
        rows.filter(reference__regex=pattern)
        if pattern.startswith("^")
        else rows.filter(reference__in=pattern.split("|"))
    )
    return found.order_by("reference")[: MOST + 1]


def find(viewer: User, text: str) -> list[Found]:
    """What answers the first reading of the text that anything answers: the whole reference, then parts of one."""
    for pattern in readings(text):
        found = [one for finder in _finders.values() for one in finder(viewer, pattern)]
        if found:
            return found
    return []


def readings(text: str) -> Iterator[str]:
    """The ways to read what was typed, the surest first: whole references, joined by "|", then patterns of parts."""
    typed = visible(text[:LONGEST].translate(_HYPHENS)).upper().replace("\x00", " ")
    if whole := ["-".join(match) for match in _WHOLE.findall(typed)]:
        yield "|".join(whole)
    words = [word.replace("-", "") for word in _WORD.findall(typed)]
    pairs = [first + second for first, second in pairwise(words)]
    told = set()
    for parts in (["".join(words)], pairs, [w for w in words if any(c.isdigit() for c in w)], words):
        pattern = "|".join(place for part in parts if len(words) == 1 or len(part) > LEAST for place in _places(part))
        if pattern and pattern not in told:
            told.add(pattern)
            yield f"^(?:{pattern})$"


def whole(text: str) -> str:
    """The reference in a field that asks for one, however it is said: with blanks, among other words. Else as typed."""
    first = next(readings(text), "")
    return text.strip().upper() if first.startswith("^") else first.split("|")[0]


def _places(part: str) -> Iterator[str]:
    """A pattern of the whole reference for each place where this part of it can stand."""
    if not LEAST <= len(part) <= LETTERS + 3 or not part.isascii():
        return
    if len(part) < LETTERS:
        for begin in range(LETTERS - len(part) + 1):
            yield f"[A-Z]+-{_grouped('.' * begin + part)}"
    elif len(part) == LETTERS:
        yield f"[A-Z]+-{_grouped(part)}"
    for front in range(1, 4):  # TT7K: the front was typed too
        if _FRONT.fullmatch(part[:front]) and 0 < len(part) - front <= LETTERS:
            yield f"{part[:front]}-{_grouped(part[front:])}"


def _grouped(letters: str) -> str:
    letters = letters.ljust(LETTERS, ".")
    return f"{letters[:GROUP]}-{letters[GROUP:]}"
