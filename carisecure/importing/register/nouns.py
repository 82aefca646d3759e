"""What a register can hold: each room registers its nouns when its app is ready; the machinery knows no other.

A noun says its fields, to which other nouns it belongs, what is wrong with one thing beyond its single values, and how
many things at once are written. Everything between (sheets, heads, joins, values, days, faults, the job) is the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from carisecure.importing.fields import Text


class FieldKind(StrEnum):
    """How the text of a cell becomes a value, and what that value is in Python.

    text: str. code: str, one of `choices`. codes: tuple[str, ...]. country: str, ISO 3166-1 alpha-2. number: int.
    day: `DayRead`. age: `AgeRead`. name: `NameRead`. telephones: tuple[`TelephoneRead`, ...]. reference: str, the
    number by which sheets join (case numbers, file numbers), with blanks and case levelled.
    """

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    COUNTRY = "country"
    NUMBER = "number"
    DAY = "day"
    AGE = "age"
    NAME = "name"
    TELEPHONES = "telephones"
    REFERENCE = "reference"


@dataclass(frozen=True)
class DayRead:
    """A day known in part: `precision` is one of `carisecure.days` (day, month, year), `day` the first it can be."""

    day: date
    precision: str


@dataclass(frozen=True)
class AgeRead:
    """Years as the sheet says them, or a date of birth. `is_about`: "abt 34". `text`: words without a number, kept."""

    years_from: int | None = None
    years_to: int | None = None
    born: DayRead | None = None
    is_about: bool = False
    text: str = ""


@dataclass(frozen=True)
class NameRead:
    """A name taken apart as far as that is sure. `is_unknown`: the sheet names nobody ("Unknown female #3")."""

    full: str
    family: str = ""
    given: str = ""
    also: tuple[str, ...] = ()
    is_unknown: bool = False


@dataclass(frozen=True)
class TelephoneRead:
    """One number as it stands, and what stands beside it ("after 6 pm", "mother")."""

    number: str
    note: str = ""


@dataclass(frozen=True)
class NounField:
    """One field of a noun. `also`: other names it goes by in sheets, in small letters without blanks and marks, English
    and Spanish. `choices` is asked when it is needed: packs are loaded then.
    """

    code: str
    label: Text
    kind: FieldKind
    choices: Callable[[], Mapping[str, Text]] = dict
    also: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Place:
    """Where something stands: the sheet's name, its row as a spreadsheet counts, its column's head ("" for the row)."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True)
class RegisterFault:
    """`code` is a key of the register's faults, `arguments` are filled into its words; `value` is what stood there."""

    place: Place
    code: str
    value: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Thing:
    """One thing that will be made: which noun, its id (made before it is written: a job done twice makes it once), its
    values by field, the things it belongs to by noun, where it was read, and what no column was for (`remarks`).
    """

    noun: str
    id: UUID
    place: Place
    values: dict[str, Any]
    parents: dict[str, UUID] = field(default_factory=dict)
    remarks: str = ""


@dataclass(frozen=True)
class PersonRead:
    """Somebody whom a thing tells of, by what two rows are compared.

    `person`: the key that they will have; `name`: what the book calls them. Years of age are true in the year of the
    thing.
    """

    person: UUID
    case: UUID
    name: str
    names: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    age: AgeRead | None = None


class Noun(ABC):
    """`code`: app.word, as "cases.victim". `belongs_to`: codes of nouns whose thing it needs; written before it.

    `comes_with`: codes of nouns whose thing it is tied to where the same row has one (a case and the report that
    opened it); written before it too, never missed. Both kinds stand in `Thing.parents`.
    `year_of`: the field whose day says to which year the dry run counts a thing ("" where its parent's does).
    `faults`: words for the codes of what `check` finds, filled with a fault's `arguments`.
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    label_many: ClassVar[Text]
    fields: ClassVar[tuple[NounField, ...]]
    belongs_to: ClassVar[tuple[str, ...]] = ()
    comes_with: ClassVar[tuple[str, ...]] = ()
    faults: ClassVar[Mapping[str, Text]] = {}
    year_of: ClassVar[str] = ""

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        """What is wrong with one thing beyond its single values (a day of closing before the report)."""
        return ()

    def person_in(self, thing: Thing) -> PersonRead | None:
        """Whom the thing makes a person of; None for what is nobody."""
        return None

    @abstractmethod
    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        """Write some things, all provisional, inside the transaction of the commit; how many rows of the database.

        Their parents are written. Called as the person who imports; in chunks of some hundreds: no query for each.
        """


_nouns: dict[str, Noun] = {}


def register(noun: Noun) -> None:
    """Called when an app is ready. Raises ValueError for a second noun of one code."""
    if noun.code in _nouns:
        raise ValueError(f"two nouns called {noun.code}")
    _nouns[noun.code] = noun


def of(code: str) -> Noun:
    """KeyError where no app has registered one."""
    return _nouns[code]


def in_order() -> list[Noun]:
    """All of them, each after those that it belongs to; else in the order in which apps were ready."""
    ordered: dict[str, Noun] = {}

    def place(noun: Noun) -> None:
        for code in (*noun.belongs_to, *noun.comes_with):
            place(_nouns[code])
        ordered.setdefault(noun.code, noun)

    for noun in _nouns.values():
        place(noun)
    return list(ordered.values())
