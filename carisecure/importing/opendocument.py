"""OpenDocument sheets (.ods), row by row.

Read here, and not by python-calamine, which takes `#N/A` for an empty cell, does not tell what is hidden, and unfolds
every repeated row at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carisecure.importing.archive import UNPACKED_AT_MOST, Archive
from carisecure.importing.cells import LAST_ROW, LONGEST_TEXT, MOST_COLUMNS, Line, Unreadable, readable
from carisecure.importing.events import Attributes, Base, run, stream
from carisecure.importing.excel import MOST_SHEETS, MOST_STYLES, Beside, Leaf
from carisecure.importing.refused import FileRefused, damaged_open_document, long_cell, too_packed

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_HIDDEN = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")
MOST_CELLS = 20_000_000  # written out, with everything that is repeated


def _count(attributes: Attributes, name: str) -> int:
    return max(int(attributes.get(_TABLE + name, "1")), 1)


class _Leaves(Base):
    """The names of the sheets, and which are shown. The styles that hide one stand before them."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self._style = ""
        self._hidden: set[str] = set()
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif name == "table-properties" and attributes.get(_TABLE + "display") == "false":
            self._hidden.add(self._style)
        elif name == "table":
            self._depth += 1
            if self._depth == 1 and len(self.leaves) < MOST_SHEETS:
                is_hidden = attributes.get(_TABLE + "style-name") in self._hidden
                self.leaves.append(Leaf(len(self.leaves), attributes.get(_TABLE + "name", "")[:80], is_hidden))

    def end(self, name: str) -> None:
        if name == "table":
            self._depth -= 1


class _Sheet(Base):
    """The rows of one sheet."""

    def __init__(self, leaf: Leaf, beside: Beside) -> None:
        self._wanted, self._at, self._depth = leaf.number, -1, 0
        self.beside = beside
        self.line = Line(0)
        self.ready: list[tuple[Line, int]] = []
        self._next_row, self._next_column, self._columns, self._written = 1, 0, 0, 0
        self._repeated = 1
        self._areas: list[tuple[int, int, int]] = []  # that begin in this row: rows further down, first and last column
        self._cell: Attributes | None = None
        self._pieces: list[str] = []
        self._size = self._paragraphs = self._aside = 0
        self._takes = False

    def take(self) -> list[tuple[Line, int]]:
        made, self.ready = self.ready, []
        return made

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            self._at += self._depth == 1
        if self._at != self._wanted or self._depth != 1:
            return
        if self._cell is not None:
            self._inside(name, attributes)
        elif name in _CELLS:
            self._cell, self._pieces, self._size, self._paragraphs = {**attributes, "": name}, [], 0, 0
        elif name == "table-row":
            self._begin_row(attributes)
        elif name == "table-column":
            width = _count(attributes, "number-columns-repeated")
            if attributes.get(_TABLE + "visibility") in _HIDDEN:
                self.beside.hidden_columns.append((self._columns, self._columns + width - 1))
            self._columns += width

    def _begin_row(self, attributes: Attributes) -> None:
        visibility = attributes.get(_TABLE + "visibility")
        self.line = Line(self._next_row, is_hidden=visibility in _HIDDEN)
        self.beside.is_filtered |= visibility == "filter"
        self._repeated = _count(attributes, "number-rows-repeated")
        self._next_row += self._repeated
        self._next_column = 0
        self._areas = []

    def _inside(self, name: str, attributes: Attributes) -> None:
        """A remark on a cell, or a drawing in it, is none of its value."""
        if name in ("annotation", "frame", "shapes", "custom-shape"):
            self._aside += 1
        elif self._aside:
            return
        elif name == "p":
            self._paragraphs += 1
            self._takes = True
            self._add("\n" if self._paragraphs > 1 else "")
        elif name == "s":
            self._add(" " * min(int(attributes.get(_TEXT + "c", "1")), LONGEST_TEXT + 1))
        elif name in ("tab", "line-break"):
            self._add("\t" if name == "tab" else "\n")

    def text(self, text: str) -> None:
        if self._takes and not self._aside:
            self._add(text)

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST_TEXT:
            raise long_cell(self.line.number, LONGEST_TEXT)
        self._pieces.append(text)

    def end(self, name: str) -> None:
        if self._at == self._wanted and self._depth == 1:
            if self._cell is not None:
                self._end_inside(name)
            elif name == "table-row":
                self._end_row()
        if name == "table":
            self._depth -= 1

    def _end_inside(self, name: str) -> None:
        if name in ("annotation", "frame", "shapes", "custom-shape"):
            self._aside -= 1
        elif name == "p" and not self._aside:
            self._takes = False
        elif name in _CELLS and self._cell is not None:
            cell, self._cell = self._cell, None
            self._end_cell(cell)

    def _end_cell(self, cell: Attributes) -> None:
        width = _count(cell, "number-columns-repeated")
        value = _value(cell, "".join(self._pieces))
        first, self._next_column = self._next_column, self._next_column + width
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            columns = range(first, min(first + width, MOST_COLUMNS + 1))
            self._areas += [(down - 1, column, column + across - 1) for column in columns]
        if cell[""] == "covered-table-cell" and value.strip():
            value = Unreadable(value, "hidden_cell")
        if value:
            for index in range(first, min(first + width, MOST_COLUMNS + 1)):
                self.line.put(index, value)

    def _end_row(self) -> None:
        if self._areas:
            self._put_merged(self._repeated if self.line.cells else 1)
        if not self.line.cells and not self.line.is_too_wide:
            return  # the million empty rows at the foot
        if self.line.number + self._repeated - 1 > LAST_ROW:
            raise damaged_open_document()
        self._written += self._repeated * len(self.line.cells)
        if self._written > MOST_CELLS:
            raise too_packed()
        self.ready.append((self.line, self._repeated))

    def _put_merged(self, times: int) -> None:
        """The areas that begin in this row, for each of the rows that are written as one."""
        if len(self.beside.merged) + times * len(self._areas) > MOST_STYLES:
            raise too_packed()
        for row in range(self.line.number, self.line.number + times):
            self.beside.merged += [(row, first, row + further, last) for further, first, last in self._areas]


def _value(cell: Attributes, text: str) -> str:
    kind = cell.get(_OFFICE + "value-type", "")
    formula = cell.get(_TABLE + "formula", "")
    if cell.get(_CALC + "value-type") == "error":
        return Unreadable(text.strip() or "#", "error_cell")
    if formula and not kind:
        return Unreadable(formula.partition(":")[2][:80] or "=", "no_value")
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get(_OFFICE + "value", ""), text)
    if kind == "date":
        return cell.get(_OFFICE + "date-value", text).removesuffix("T00:00:00").replace("T", " ")
    if kind == "boolean":
        return cell.get(_OFFICE + "boolean-value", text).upper()
    return readable(cell.get(_OFFICE + "string-value", text)[: LONGEST_TEXT + 1])


def _number(value: str, text: str) -> str:
    if isinstance(shown := readable(text), Unreadable):
        return shown
    if value.isdecimal():
        return value
    number = float(value) if value else float(text)
    # What stands for a value that could not be calculated is written as a number by some programs.
    if number != number or number in (float("inf"), float("-inf")):
        return Unreadable(text.strip() or value, "error_cell")
    return str(int(number)) if number.is_integer() else str(number)


class OpenDocument:
    """An opened OpenDocument sheet."""

    refusal = staticmethod(damaged_open_document)

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        found = _Leaves()
        with self._content() as source:
            run(source, found, damaged_open_document)
        self.leaves = found.leaves

    def _content(self) -> Any:
        if "content.xml" not in self._archive.names:
            raise damaged_open_document()
        return self._archive.part("content.xml", UNPACKED_AT_MOST)

    def lines(self, leaf: Leaf, beside: Beside) -> Iterator[Line]:
        """Its rows; empty ones may be missing. What stands beside them is put into `beside` on the way."""
        with self._content() as source:
            for line, repeated in stream(source, _Sheet(leaf, beside), damaged_open_document):
                for number in range(line.number, line.number + repeated):
                    yield Line(number, line.cells, line.is_hidden, line.is_too_wide)


def refuse_locked(archive: Archive) -> None:
    """Raises FileRefused for a sheet that opens with a password only."""
    with archive.part("META-INF/manifest.xml") as source:
        found = _Manifest()
        run(source, found, damaged_open_document)
    if found.is_locked:
        raise locked()


class _Manifest(Base):
    is_locked = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.is_locked |= name == "encryption-data"


def locked() -> FileRefused:
    return FileRefused("locked")
