"""Excel workbooks (.xlsx, .xlsm), row by row.

Read here, and not by openpyxl, which knows neither hidden rows nor formulas without a value while it reads lazily; what
day a number is, openpyxl says, and of each section of a number format (`formats`) whether it is one of a date. It is
loaded when a workbook is read (14 MB with numpy): most processes never read one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from carisecure.importing.archive import SHARED_PART, UNPACKED_AT_MOST, Archive
from carisecure.importing.cells import LAST_ROW, LONGEST_TEXT, Line, Unreadable, column_of, readable
from carisecure.importing.events import Attributes, Base, run, stream
from carisecure.importing.formats import shows_a_day
from carisecure.importing.refused import damaged, long_cell, too_packed

MOST_SHARED = 1_000_000
MOST_STYLES = 1 << 16
MOST_SHEETS = 200
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_RELATION_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships id"
_TRUE = ("1", "true", "on")


@dataclass(frozen=True)
class Leaf:
    """One sheet of a book: its place among all, its name, and whether somebody who opens the book sees it."""

    number: int
    name: str
    is_hidden: bool
    part: str = ""


@dataclass
class Beside:
    """What a sheet says beside its rows; complete when these have been read. Columns and rows count from 0 and 1."""

    hidden_columns: list[tuple[int, int]]
    merged: list[tuple[int, int, int, int]]
    is_filtered: bool = False


class _Relations(Base):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External" and len(self.targets) < 1_000:
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Book(Base):
    def __init__(self) -> None:
        self.found: list[tuple[str, bool, str]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet" and len(self.found) < MOST_SHEETS:
            relation = attributes.get(_RELATION) or attributes.get(_RELATION_STRICT, "")
            is_hidden = attributes.get("state", "visible") != "visible"
            self.found.append((attributes.get("name", "")[:80], is_hidden, relation))


class _Styles(Base):
    """Which styles show a number as a day or an hour."""

    def __init__(self) -> None:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        self.formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self.dates: list[bool] = []
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt" and len(self.formats) < MOST_STYLES:
            self.formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells and len(self.dates) < MOST_STYLES:
            written = self.formats.get(int(attributes.get("numFmtId", "0")), "General")
            self.dates.append(shows_a_day(written))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


class _Shared(Base):
    """The texts that cells share; how they sound (`rPh`) is no part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._takes = self._is_sound = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._is_sound = True
        elif name == "t":
            self._takes = not self._is_sound

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._takes = False
        elif name == "rPh":
            self._is_sound = False
        elif name == "si":
            if len(self.texts) >= MOST_SHARED:
                raise too_packed()
            self.texts.append("".join(self._pieces)[: LONGEST_TEXT + 1])


class _Sheet(Base):
    """Rows as they come, and what stands beside them."""

    def __init__(self, beside: Beside, shared: list[str], dates: list[bool], epoch: datetime) -> None:
        self.beside, self.shared, self.dates, self.epoch = beside, shared, dates, epoch
        self.line = Line(0)
        self.ready: list[Line] = []
        self._column = -1
        self._kind = self._style = ""
        self._has_formula = self._has_value = self._is_sound = False
        self._formula: list[str] = []
        self._value: list[str] = []
        self._into: list[str] | None = None
        self._size = 0

    def take(self) -> list[Line]:
        made, self.ready = self.ready, []
        return made

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or (name == "t" and not self._is_sound):
            self._into, self._has_value = self._value, True
        elif name == "f":
            self._into, self._has_formula = self._formula, True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._is_sound = True
        else:
            self._beside(name, attributes)

    def _begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r") or self.line.number + 1)
        if not self.line.number < number <= LAST_ROW:
            raise damaged()
        self.line = Line(number, is_hidden=attributes.get("hidden") in _TRUE)
        self._column = -1

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._column = column_of(reference) if reference else self._column + 1
        if self._column < 0:
            raise damaged()
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._has_formula = self._has_value = False
        self._formula, self._value, self._size = [], [], 0

    def _beside(self, name: str, attributes: Attributes) -> None:
        if name == "col" and attributes.get("hidden") in _TRUE:
            self.beside.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif name == "mergeCell":
            first, _colon, last = attributes.get("ref", "").partition(":")
            self.beside.merged.append((*_place(first), *_place(last or first)))
        elif name == "filterColumn" or (name == "sheetPr" and attributes.get("filterMode") in _TRUE):
            self.beside.is_filtered = True
        if len(self.beside.merged) > MOST_STYLES or len(self.beside.hidden_columns) > MOST_STYLES:
            raise too_packed()

    def text(self, text: str) -> None:
        if self._into is not None:
            self._size += len(text)
            if self._size > LONGEST_TEXT:
                raise long_cell(self.line.number, LONGEST_TEXT)
            self._into.append(text)

    def end(self, name: str) -> None:
        if name == "c":
            self.line.put(self._column, self._cell())
        elif name == "row":
            self.ready.append(self.line)
        elif name == "rPh":
            self._is_sound = False
        elif name in ("v", "t", "f"):
            self._into = None

    def _cell(self) -> str:
        value, kind = "".join(self._value), self._kind
        if self._has_formula and not value and not (kind == "str" and self._has_value):
            return Unreadable(f"={''.join(self._formula)}"[:80], "no_value")
        if kind == "e":
            return Unreadable(value.strip() or "#", "error_cell")
        if kind == "s":
            return readable(_plain(self._shared_text(value))) if value else ""
        if kind in ("str", "inlineStr"):
            return readable(_plain(value))
        if kind == "b":
            return "TRUE" if value.strip() in _TRUE else "FALSE" if value else ""
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        return self._number(value.strip()) if value else ""

    def _shared_text(self, value: str) -> str:
        number = int(value)
        if not 0 <= number < len(self.shared):
            raise damaged()
        return self.shared[number]

    def _number(self, value: str) -> str:
        style = int(self._style)
        if 0 <= style < len(self.dates) and self.dates[style]:
            return _day(value, self.epoch)
        if value.isdecimal():
            return value  # as many digits as there are: a float has only fifteen
        number = float(value)
        return str(int(number)) if number.is_integer() else str(number)


def _place(reference: str) -> tuple[int, int]:
    """B12 -> (12, 1)."""
    return int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") or 0), column_of(reference)


def _plain(text: str) -> str:
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    return str(unescape(text))


def _day(value: str, epoch: datetime) -> str:
    """A day as 2026-05-03, with its hour where it has one; what is no day stays a number."""
    from openpyxl.utils.datetime import from_excel

    number = float(value)
    try:
        found = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return value
    if not isinstance(found, datetime):
        return str(found)
    found = (found + timedelta(milliseconds=500)).replace(microsecond=0)
    return f"{found:%Y-%m-%d}" if not (found.hour or found.minute or found.second) else f"{found:%Y-%m-%d %H:%M:%S}"


class Excel:
    """An opened workbook."""

    refusal = staticmethod(damaged)

    def __init__(self, archive: Archive) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

        self._archive = archive
        root = self._relations("_rels/.rels")
        main = next((target for target in root.values() if target.endswith("workbook.xml")), "xl/workbook.xml")
        self._main = main.lstrip("/")
        book = _Book()
        self._run(self._main, book)
        self.epoch = CALENDAR_MAC_1904 if book.is_1904 else CALENDAR_WINDOWS_1900
        folder, name = posixpath.split(self._main)
        self._folder = folder
        targets = self._relations(posixpath.join(folder, "_rels", f"{name}.rels"))
        self._targets = {key: self._full(target) for key, target in targets.items()}
        parts = [(name, hidden, self._targets.get(relation, "")) for name, hidden, relation in book.found]
        # A sheet that is a chart has no rows.
        kept = [(name, hidden, part) for name, hidden, part in parts if part in archive.names and "chart" not in part]
        self.leaves = [Leaf(number, *found) for number, found in enumerate(kept)]

    def _full(self, target: str) -> str:
        joined = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        return posixpath.normpath(joined)

    def _relations(self, part: str) -> dict[str, str]:
        relations = _Relations()
        self._run(part, relations)
        return relations.targets

    def _run(self, part: str, handler: Any) -> None:
        if part not in self._archive.names:
            raise damaged()
        with self._archive.part(part) as source:
            run(source, handler, damaged)

    def _optional(self, ending: str) -> str:
        return next((t for t in self._targets.values() if t.endswith(ending) and t in self._archive.names), "")

    def lines(self, leaf: Leaf, beside: Beside) -> Iterator[Line]:
        """Its rows; empty ones may be missing. What stands beside them is put into `beside` on the way."""
        shared, styles = _Shared(), _Styles()
        if part := self._optional("styles.xml"):
            self._run(part, styles)
        if part := self._optional("sharedStrings.xml"):
            with self._archive.part(part, SHARED_PART) as source:
                run(source, shared, damaged)
        handler = _Sheet(beside, shared.texts, styles.dates, self.epoch)
        with self._archive.part(leaf.part, UNPACKED_AT_MOST) as source:
            yield from stream(source, handler, partial(damaged))
