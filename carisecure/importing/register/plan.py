"""Tables and a mapping to the things of nouns, in an order in which each stands after those that it belongs to.

Sheets are read one after the other, those of whom others belong to first; a row gives all its nouns at once. Nothing of
a row is kept but the digests by which later rows find it: memory stays flat.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from carisecure.importing import sheet
from carisecure.importing.cells import Unreadable
from carisecure.importing.register import nouns
from carisecure.importing.register.known import Brought, Known, Seen, digest_of, id_of, values_digest
from carisecure.importing.register.mapping import RegisterMapping
from carisecure.importing.register.nouns import FieldKind, NameRead, Noun, Place, RegisterFault, Thing
from carisecure.importing.register.reading import Said, finish
from carisecure.importing.register.sheets import SheetPlan, sheet_plans
from carisecure.importing.register.tables import Row, Table
from carisecure.importing.survey import Surveyed

ROWS_AT_ONCE = 500
_MOST_TIMES = 1 << 20


@dataclass(frozen=True)
class Doubt:
    """Read, and perhaps wrongly. `read_as` is what it was taken for."""

    place: Place
    code: str
    value: str
    read_as: Any = None
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass
class Planned:
    """What one row gives. `things`: those that are new, in the order of their nouns; with faults there are none.
    `again`: those that came in before and say the same; `changed`: those that now say otherwise, as they are now.
    """

    place: Place
    sheet: int
    things: list[Brought] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    changed: list[tuple[Thing, Seen]] = field(default_factory=list)
    faults: list[tuple[RegisterFault, str]] = field(default_factory=list)  # with the noun that found it, or ""
    doubts: list[Doubt] = field(default_factory=list)

    def fault(self, code: str, column: str = "", value: str = "", noun: str = "", **arguments: Any) -> None:
        place = Place(self.place.sheet, self.place.row, column)
        self.faults.append((RegisterFault(place, code, value, arguments), noun))


@dataclass
class Book:
    """A file of sheets as it lies there, and what its sheets look like."""

    path: sheet.Readable
    encoding: str
    surveyed: list[Surveyed]


class Plan:
    """One reading of a whole book. `batch`: whose things they become. Raises WrongMapping for half a mapping.

    `tables` are complete, with what was left out and the totals, when `rows` has ended.
    """

    def __init__(self, book: Book, mapping: RegisterMapping, *, batch: uuid.UUID, known: Known, today: date) -> None:
        self.book, self.batch, self.known = book, batch, known
        self.plans = sheet_plans(book.surveyed, mapping, today)
        self.tables: dict[int, Table] = {}
        # Of what later rows may name by its number: its first row, its year, a digest of what is said of it.
        self._row_of: dict[bytes, int] = {}
        self._year_of: dict[bytes, int] = {}
        self._said: dict[bytes, bytes] = {}
        self._times: dict[bytes, int] = {}  # of a key without a number: its first row, and how often it has come

    def rows(self) -> Iterator[Planned]:
        """Row by row. Raises FileRefused where a sheet breaks off."""
        for plan in self.plans:
            table = Table(self.book.path, self.book.encoding, plan.surveyed, plan.rule.opened)
            self.tables[plan.surveyed.number] = table
            for row in table.rows():
                yield self._row(plan, row)
            yield from self._totals(plan, table)

    def chunks(self) -> Iterator[tuple[list[Brought], list[Planned]]]:
        """Some hundred rows at a time: their new things in the order of nouns, and the rows themselves."""
        order = {noun.code: place for place, noun in enumerate(nouns.in_order())}
        waiting: list[Planned] = []
        for planned in self.rows():
            waiting.append(planned)
            if len(waiting) == ROWS_AT_ONCE:
                yield _in_order(waiting, order), waiting
                waiting = []
        if waiting:
            yield _in_order(waiting, order), waiting

    def _totals(self, plan: SheetPlan, table: Table) -> Iterator[Planned]:
        for total in table.totals:
            planned = Planned(Place(plan.rule.name, total.row), plan.surveyed.number)
            if total.said is None:
                planned.fault("total_unread", value=total.text)
            elif not total.agrees:
                planned.fault("total_differs", value=total.text, said=total.said, counted=total.counted)
            if planned.faults:
                yield planned

    def _row(self, plan: SheetPlan, row: Row) -> Planned:
        planned = Planned(Place(plan.rule.name, row.number), plan.surveyed.number)
        if row.is_too_wide:
            planned.fault("too_wide")
        said = {noun.code: self._said_of(plan, noun.code, row, planned) for noun in plan.nouns}
        made: dict[str, Thing] = {}
        years: dict[uuid.UUID, int] = {}
        for noun in plan.nouns:
            self._thing(_Here(plan, noun, row, said[noun.code], planned, made, years))
        if planned.faults:
            planned.things, planned.changed = [], []
        return planned

    def _said_of(self, plan: SheetPlan, noun: str, row: Row, planned: Planned) -> Said:
        said = Said()
        for at, reader in plan.readers.get(noun, ()):
            reader.put(row.cells[at], said)
        for column, code, value in said.faults:
            planned.fault(code, column, value)
        finish(said.values, nouns.of(noun).fields)
        for column, code, value in said.doubts:
            place = Place(planned.place.sheet, planned.place.row, column)
            read_as = said.values.get(plan.field_of(noun, column))
            planned.doubts.append(Doubt(place, code, value, read_as))
        return said

    def _thing(self, here: _Here) -> None:
        """Make one noun's thing of a row, or find it, or say what is wrong."""
        reference = here.said.values.get(here.reference) if here.reference else None
        if here.is_join_only:
            self._join(here, reference)
            return
        if not here.is_wanted(reference):
            return
        parents = self._parents(here)
        if here.reference and here.has_reference_column and reference is None:
            if not here.has_fault_in(here.reference):
                here.planned.fault("no_number", here.column_of(here.reference), whose=here.noun.code)
            return
        key = _levelled(reference) if reference else self._key(here, parents)
        self._make(here, key, parents, bool(reference))

    def _join(self, here: _Here, reference: str | None) -> None:
        """A number of another sheet."""
        column = here.column_of(here.reference)
        if reference is None:
            if here.is_needed and not here.has_fault_in(here.reference):
                here.planned.fault("no_number", column, whose=here.noun.code)
            return
        key = _levelled(reference)
        made = id_of(self.batch, here.noun.code, key)
        seen = self.known.find(here.noun.code, key)
        if seen is not None:
            made = seen.id
            self._year_of.setdefault(made.bytes, seen.year)
        elif made.bytes not in self._row_of:
            here.planned.fault("no_such_number", column, reference[:80], whose=here.noun.code)
            return
        here.made[here.noun.code] = Thing(here.noun.code, made, here.planned.place, {})

    def _parents(self, here: _Here) -> dict[str, uuid.UUID]:
        found = {}
        for code in (*here.noun.belongs_to, *here.noun.comes_with):
            if thing := here.made.get(code):
                found[code] = thing.id
            elif code in here.noun.belongs_to and not here.planned.faults:
                here.planned.fault("no_parent", whose=code)
        return found

    def _key(self, here: _Here, parents: dict[str, uuid.UUID]) -> str:
        """Of a thing without a number: what it belongs to and its name, and the how many-th of them it is."""
        name = next((value for value in here.said.values.values() if isinstance(value, NameRead)), None)
        base = [parents[code].hex for code in here.noun.belongs_to if code in parents]
        base += [_levelled(name.full)] if name else []
        if not base:
            base = [here.row_number or values_digest(here.said.values).hex()]
        plain = "\x1f".join(base)
        shared = here.plan.joined | here.plan.above
        if not name and parents and not shared & set(parents):
            return plain  # one of its kind in the row: nothing to count
        token = hashlib.blake2b(f"{here.noun.code}\x1f{plain}".encode(), digest_size=12).digest()
        first, times = divmod(self._times.get(token, here.row.number * _MOST_TIMES), _MOST_TIMES)
        times = min(times + 1, _MOST_TIMES - 1)
        self._times[token] = first * _MOST_TIMES + times
        if times > 1 and name and not name.is_unknown:
            place = Place(here.planned.place.sheet, here.planned.place.row, here.name_column)
            here.planned.doubts.append(Doubt(place, "same_name", name.full[:80], None, {"row": first}))
        return plain if times == 1 else f"{plain}\x1f{times}"

    def _make(self, here: _Here, key: str, parents: dict[str, uuid.UUID], has_number: bool) -> None:
        seen = self.known.find(here.noun.code, key)
        made = seen.id if seen else id_of(self.batch, here.noun.code, key)
        remarks = "\n".join(here.said.remarks)
        thing = Thing(here.noun.code, made, here.planned.place, here.said.values, parents, remarks)
        here.made[here.noun.code] = thing
        if has_number and (first_row := self._row_of.get(made.bytes)) is not None:
            self._again_here(here, thing, first_row)
            return
        year = here.years[made] = self._year(here, thing)
        if has_number:
            self._row_of[made.bytes] = here.row.number
            self._year_of[made.bytes] = year
            if here.may_repeat:
                self._said[made.bytes] = values_digest(thing.values)
        self._check(here, thing)
        if seen is None:
            here.planned.things.append(Brought(thing, here.planned.sheet, year))
        elif seen.digest == digest_of(thing):
            here.planned.again.append(thing.noun)
        else:
            here.planned.changed.append((thing, seen))

    def _again_here(self, here: _Here, thing: Thing, first_row: int) -> None:
        """The same number in a later row: of what rows belong to, the same once more; of what a row is, a fault."""
        if not here.may_repeat:
            column = here.column_of(here.reference)
            here.planned.fault("number_twice", column, str(thing.values.get(here.reference, "")), row=first_row)
        elif self._said.get(thing.id.bytes) != values_digest(thing.values):
            fields = ", ".join(here.plan.columns_of(here.noun.code))
            value = str(thing.values.get(here.reference, ""))
            here.planned.fault("says_otherwise", here.column_of(here.reference), value, row=first_row, fields=fields)

    def _check(self, here: _Here, thing: Thing) -> None:
        for one in here.noun.fields:
            if one.is_required and thing.values.get(one.code) in (None, "", ()) and not here.has_fault_in(one.code):
                here.planned.fault("required", here.column_of(one.code), field=f"{here.noun.code}.{one.code}")
        if not here.planned.faults:
            here.planned.faults += [(fault, here.noun.code) for fault in here.noun.check(thing)]

    def _year(self, here: _Here, thing: Thing) -> int:
        """Of its own day; else of what it belongs to, or came with; 0 where none is known."""
        day = thing.values.get(here.noun.year_of) if here.noun.year_of else None
        if day is not None:
            return int(day.day.year)
        ids = [one for code in (*here.noun.belongs_to, *here.noun.comes_with) if (one := thing.parents.get(code))]
        return next((year for one in ids if (year := here.years.get(one) or self._year_of.get(one.bytes, 0))), 0)


@dataclass
class _Here:
    """One noun of one row, while its thing is made."""

    plan: SheetPlan
    noun: Noun
    row: Row
    said: Said
    planned: Planned
    made: dict[str, Thing]
    years: dict[uuid.UUID, int]  # of the things of this row

    @property
    def reference(self) -> str:
        return next((one.code for one in self.noun.fields if one.kind is FieldKind.REFERENCE), "")

    @property
    def has_reference_column(self) -> bool:
        return bool(self.column_of(self.reference))

    @property
    def is_join_only(self) -> bool:
        return self.noun.code in self.plan.joined

    @property
    def may_repeat(self) -> bool:
        return self.noun.code in self.plan.above

    @property
    def is_needed(self) -> bool:
        return self.noun.code in self.plan.needed

    def is_wanted(self, reference: str | None) -> bool:
        """Whether this row has such a thing: what each row is, always; else where something is said of it."""
        values = [value for code, value in self.said.values.items() if value not in (None, "", ())]
        is_owner = self.is_needed and not self.has_reference_column  # a book of victims alone: each row has its case
        return self.noun.code == self.plan.rule.rows_are or bool(values) or bool(reference) or is_owner

    def column_of(self, code: str) -> str:
        return self.plan.column_of(self.noun.code, code)

    def has_fault_in(self, code: str) -> bool:
        column = self.column_of(code)
        return any(fault.place.column == column for fault, _noun in self.planned.faults) if column else False

    @property
    def name_column(self) -> str:
        return next((self.column_of(one.code) for one in self.noun.fields if one.kind is FieldKind.NAME), "")

    @property
    def row_number(self) -> str:
        """The number of whatever in this row has one: what came with it is found again by it."""
        for code in self.plan.numbered:
            at = self.plan.reference_at[code]
            cell = self.row.cells[at]
            if cell and not isinstance(cell, Unreadable):
                return _levelled(cell)
        return ""


def _levelled(reference: str) -> str:
    """TIP 01/2013, tip-01-2013 and TIP 1 / 2013 are one number; 01 and 1 are."""
    words: list[str] = []
    word = ""
    for mark in reference.casefold():
        if word and (not mark.isalnum() or mark.isdigit() != word[-1].isdigit()):
            words.append(word)
            word = ""
        word += mark if mark.isalnum() else ""
    words.append(word)
    return " ".join(part.lstrip("0") or "0" for part in words if part)


def _in_order(rows: list[Planned], order: dict[str, int]) -> list[Brought]:
    made = [one for planned in rows for one in planned.things]
    made.sort(key=lambda one: order[one.thing.noun])
    return made
