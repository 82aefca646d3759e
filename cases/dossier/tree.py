"""The shape of a case as a document: sections, the entries in them, the facts of each entry.

Facts are codes (`carisecure.interface.kept_words`), not words: what is frozen keeps them, and whoever renders the tree
words them in the reader's language, with labels and signs of their own where a page has always had its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from carisecure.corrections.chains import Struck
from carisecure.interface.kept_words import Piece, say
from cases.people import kept_words
from cases.record.models import Case

# Which facts of identity go with the people: none, so that everybody is called by their label, or those of these kinds.
BY_LABEL: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fact:
    """One thing that is known: `code` says what of, the same in every rendering and every frozen file.

    `value` is empty where nothing is recorded. `otherwise`: what is to be said then in place of "not known yet".
    """

    code: str
    value: Piece
    otherwise: Piece = ""

    @property
    def label(self) -> str:
        return say([self.code])

    @property
    def words(self) -> str:
        """In one line; for several values, with commas. A frozen file has signs of its own (`kept_words.lines`)."""
        return ", ".join(self.listed)

    @property
    def listed(self) -> tuple[str, ...]:
        return kept_words.each(self.value)


@dataclass(frozen=True)
class Entry:
    """One thing in the file: a report, a statement. `text` is what somebody typed, `by` who entered it.

    `came_at`: when it came into the file: a report when it was received, everything else when it was entered.
    `before`: what stood there until it was corrected, the latest first; `is_struck`: it stands no more.
    """

    key: UUID
    version: int
    came_at: dt.datetime
    facts: tuple[Fact, ...] = ()
    text: str = ""
    by: str = ""
    before: tuple[Struck[Any], ...] = ()
    is_struck: bool = False

    def __getitem__(self, code: str) -> Fact:
        """For templates too: `{{ entry.received.value|worded }}`. Raises KeyError where nobody can know of it."""
        for fact in self.facts:
            if fact.code == code:
                return fact
        raise KeyError(code)

    def only(self, codes: Collection[str]) -> list[Fact]:
        """The facts of these codes, in their order; those that this entry does not have are left out."""
        known = {fact.code: fact for fact in self.facts}
        return [known[code] for code in codes if code in known]


@dataclass(frozen=True)
class Name:
    """One fact that tells who somebody is: the kind (`people.IdentityKind`), and as it was typed."""

    kind: str
    label: str
    value: str
    safe_to_call: str = ""


@dataclass(frozen=True)
class Party(Entry):
    """Somebody in the case. `names` is None where they were not asked for or the viewer may not know who it is."""

    label: str = ""
    role: str = ""
    roles: tuple[str, ...] = ()
    names: tuple[Name, ...] | None = None

    @property
    def standing(self) -> Piece:
        """What was decided about them where something was; else what they are to the case."""
        return self["status"].value or self["role_in_case"].value


@dataclass(frozen=True)
class Table:
    """Rows of pieces under the codes of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]

    @property
    def worded(self) -> list[list[str]]:
        return [[say(piece) for piece in row] for row in self.rows]


@dataclass(frozen=True)
class Section:
    """`entries` stand in the order in which a court is given them: statements by their day, exhibits by their mark."""

    code: str
    title: str
    entries: tuple[Entry, ...] = ()
    table: Table | None = None

    @property
    def as_they_came(self) -> list[Entry]:
        return sorted(self.entries, key=lambda entry: entry.came_at)

    @property
    def only_entry(self) -> Entry:
        """Of a section that is about the case itself."""
        (found,) = self.entries
        return found


@dataclass(frozen=True)
class Document:
    """A case as one viewer may read it, in the sections that were asked for and no others."""

    case: Case
    sections: Mapping[str, Section] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Section:
        return self.sections[code]

    def __contains__(self, code: str) -> bool:
        return code in self.sections

    @property
    def parties(self) -> list[Party]:
        return [entry for entry in self["people"].entries if isinstance(entry, Party)]
