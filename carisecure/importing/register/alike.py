"""Two rows of a book that may tell of one human: compared while the book is read, decided by people, never by this.

Of each person some 100 bytes are kept: ids, years of birth, the name, and digests of what is compared.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
import uuid
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from carisecure.importing.register import nouns
from carisecure.importing.register.known import Brought
from carisecure.importing.register.nouns import AgeRead, PersonRead

# A value that more rows share is compared with none: a hotline's telephone, a name of half a village.
MOST_OF_ONE = 12
ABOUT = 3  # years to either side of an age that somebody guessed
_RECORD = struct.Struct(">16s16sHIHHHI")  # person, case, sheet, row, noun, born from, born until, day of birth
_KINDS = ("name", "telephone", "document")
BEARS_A_NAME = frozenset({"birth_date", "telephone", "document"})


@dataclass(frozen=True)
class InBook:
    """One of the two: whom their row becomes, and where it stands."""

    person: uuid.UUID
    noun: str
    sheet: str
    row: int
    name: str

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "person": str(self.person)}


@dataclass(frozen=True)
class AlikePair:
    """Two people of different cases. `why`: name, telephone, document, birth_date, age (what both sheets say fits).

    `is_strong`: one name, and beside it one telephone, document or date of birth.
    """

    one: InBook
    other: InBook
    why: tuple[str, ...]
    is_strong: bool

    @property
    def key(self) -> str:
        """The same for the same two, in whatever order, as long as the book says the same of who they are."""
        ends = sorted((self.one.person.bytes, self.other.person.bytes))
        return hashlib.blake2b(b"".join(ends), digest_size=8).hexdigest()

    def as_json(self) -> dict[str, Any]:
        people = [self.one.as_json(), self.other.as_json()]
        return {"key": self.key, "why": list(self.why), "is_strong": self.is_strong, "people": people}


@dataclass(frozen=True)
class _Kept:
    """A person as they were put by. Years of birth are 0 where nothing is known, the day too."""

    person: bytes
    case: bytes
    sheet: int
    row: int
    noun: int
    born_from: int
    born_until: int
    born_on: int
    name: str


class Alike:
    """Give it every thing that would be made, then ask for the pairs."""

    def __init__(self) -> None:
        self._people: list[bytes] = []
        self._sheets: dict[str, int] = {}
        self._nouns: dict[str, int] = {}
        self._tokens, self._whose = array("Q"), array("L")
        self.crowded = 0  # how many values so many rows share that they were not compared

    def add(self, brought: Brought) -> None:
        thing = brought.thing
        read = nouns.of(thing.noun).person_in(thing)
        if read is None:
            return
        sheet = self._sheets.setdefault(thing.place.sheet, len(self._sheets))
        noun = self._nouns.setdefault(thing.noun, len(self._nouns))
        born_from, born_until, born_on = _born(read.age, brought.year)
        record = _RECORD.pack(
            read.person.bytes, read.case.bytes, sheet, thing.place.row, noun, born_from, born_until, born_on
        )  # fmt: skip
        for token in {*_tokens(read)}:
            self._tokens.append(token)
            self._whose.append(len(self._people))
        self._people.append(record + read.name[:80].encode())

    def pairs(self) -> list[AlikePair]:
        """Strong ones first, then in the order of the book."""
        shared: dict[tuple[int, int], set[str]] = {}
        for kind, people in self._groups():
            for pair in combinations(people, 2):
                shared.setdefault(pair, set()).add(kind)
        found = [(pair, made) for pair, kinds in shared.items() if (made := self._pair(*pair, kinds))]
        return [made for _pair, made in sorted(found, key=lambda one: (not one[1].is_strong, one[0]))]

    def _groups(self) -> Iterator[tuple[str, list[int]]]:
        """What is shared, and by whom, in the order of the book."""
        order = sorted(range(len(self._tokens)), key=self._tokens.__getitem__)
        self.crowded = 0
        for token, places in groupby(order, key=self._tokens.__getitem__):
            people = sorted(self._whose[place] for place in places)
            if len(people) > MOST_OF_ONE:
                self.crowded += 1
            elif len(people) > 1:
                yield _KINDS[token & 3], people

    def _pair(self, first: int, second: int, kinds: set[str]) -> AlikePair | None:
        one, other = self._kept(first), self._kept(second)
        if one.case == other.case:
            return None
        is_known = bool(one.born_from and other.born_from)
        fits = is_known and one.born_from <= other.born_until and other.born_from <= one.born_until
        if kinds == {"name"} and is_known and not fits:
            return None
        why = [kind for kind in _KINDS if kind in kinds]
        if one.born_on and one.born_on == other.born_on:
            why.append("birth_date")
        elif fits:
            why.append("age")
        is_strong = "name" in kinds and bool(BEARS_A_NAME & set(why)) and (fits or not is_known)
        return AlikePair(self._in_book(one), self._in_book(other), tuple(why), is_strong)

    def _kept(self, number: int) -> _Kept:
        packed = self._people[number]
        return _Kept(*(*_RECORD.unpack_from(packed), packed[_RECORD.size :].decode()))

    def _in_book(self, kept: _Kept) -> InBook:
        noun, sheet = list(self._nouns)[kept.noun], list(self._sheets)[kept.sheet]
        return InBook(uuid.UUID(bytes=kept.person), noun, sheet, kept.row, kept.name)


def _tokens(read: PersonRead) -> Iterator[int]:
    """62 bits of a digest, and what it is of in the last two."""
    for kind, values in enumerate((read.names, read.telephones, read.documents)):
        for value in values:
            plain = _levelled_name(value) if kind == 0 else "".join(mark for mark in value.casefold() if mark.isalnum())
            if plain:
                digest = hashlib.blake2b(f"{kind}\x1f{plain}".encode(), digest_size=8).digest()
                yield int.from_bytes(digest) & ~3 | kind


def _levelled_name(name: str) -> str:
    """Its words without accents and marks, in the order of the alphabet: PEÑA, Juan is Juan Peña."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark if mark.isalnum() else " " for mark in apart if not unicodedata.combining(mark))
    words = sorted(plain.split())
    return " ".join(words) if len(words) > 1 else ""  # one word names nobody


def _born(age: AgeRead | None, year: int) -> tuple[int, int, int]:
    """The first and the last year in which somebody can have been born, and the day as an ordinal; 0 where unknown."""
    if age is None:
        return 0, 0, 0
    if age.born is not None:
        day = age.born.day
        return day.year, day.year, day.toordinal() if age.born.precision == "day" else 0
    low = age.years_from if age.years_from is not None else age.years_to
    high = age.years_to if age.years_to is not None else age.years_from
    if low is None or high is None or not year:
        return 0, 0, 0
    more = ABOUT if age.is_about else 0
    return max(1, year - high - 1 - more), max(1, year - low + more), 0
