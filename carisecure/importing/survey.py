"""What there is to ask about a file before its columns are: which sheet, where its head is, what of it is hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Protocol

from carisecure.importing import sheet
from carisecure.importing.cells import LAST_ROW, Line, Unreadable, letter
from carisecure.importing.excel import Beside, Leaf
from carisecure.importing.fields import Fields
from carisecure.importing.layout import Layout
from carisecure.importing.refused import FileRefused

HEADS_LOOKED_FOR = 30  # rows in which the names of the columns stand
LISTED_ROWS = 20  # runs of hidden rows that are named
MOST_SURVEYED = 30  # sheets of a book
MOST_MERGED = 5_000
EVERY = 1_000
Tick = Callable[[int], None]


@dataclass
class Surveyed:
    """One sheet. `hidden_rows` counts those under the head in which something stands, `hidden_runs` names the first of
    them; `hidden_columns` and `full` count from 0 and are columns in which something stands under the head.
    """

    number: int
    name: str
    row_count: int = 0
    head_row: int = 1
    hidden_rows: int = 0
    hidden_runs: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    is_filtered: bool = False
    full: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)

    @property
    def is_asked_about(self) -> bool:
        return bool(self.hidden_rows or self.hidden_columns)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def column_names(self) -> list[str]:
        """The hidden columns as a person calls them: J (Contact No.)."""
        named = ((letter(at), self.head[at] if at < len(self.head) else "") for at in self.hidden_columns)
        return [f"{name} ({head})" if head else name for name, head in named]


def from_json(content: Mapping[str, Any]) -> Surveyed:
    made = Surveyed(**content)
    made.hidden_runs = [(first, last) for first, last in made.hidden_runs]
    made.merged = [(a, b, c, d) for a, b, c, d in made.merged]
    return made


class _Rows:
    """What is kept of the rows while they pass by: the first ones, and of the others only numbers."""

    def __init__(self) -> None:
        self.first: list[Line] = []
        self.last_filled: dict[int, int] = {}
        self.hidden: list[tuple[int, int]] = []  # the first runs of hidden rows with something in them
        self.count = self.hidden_count = 0

    def see(self, line: Line) -> None:
        if line.is_blank:
            return
        self.count += 1
        if len(self.first) < HEADS_LOOKED_FOR:
            self.first.append(line)
        for index, cell in enumerate(line.cells):
            if cell.strip():
                self.last_filled[index] = line.number
        if line.is_hidden:
            self._hide(line.number)

    def _hide(self, number: int) -> None:
        self.hidden_count += 1
        if self.hidden and self.hidden[-1][1] == number - 1:
            self.hidden[-1] = (self.hidden[-1][0], number)
        elif len(self.hidden) < HEADS_LOOKED_FOR + LISTED_ROWS:
            self.hidden.append((number, number))


class Scorer(Protocol):
    """Whoever knows names of columns."""

    def score(self, line: Line) -> int:
        """How many of them stand in a row."""


def survey(
    path: sheet.Readable,
    encoding: str,
    leaf: Leaf,
    names: Scorer,
    tick: Tick,
    head_row: int = 0,
    *,
    most_merged: int = MOST_MERGED,
) -> Surveyed:
    """Every row of a sheet is looked at once, none is kept. `head_row`: where somebody has said it.

    Raises FileRefused.
    """
    seen, beside = _Rows(), Beside([], [])
    for number, line in enumerate(sheet.lines(path, encoding, leaf.number, beside)):
        seen.see(line)
        if number % EVERY == 0:
            tick(number)
    made = Surveyed(leaf.number, leaf.name, seen.count, is_filtered=beside.is_filtered)
    if not seen.first:
        return made
    made.head_row = head_row or find_head(seen.first, names)
    under = [(max(first, made.head_row + 1), last) for first, last in seen.hidden if last > made.head_row]
    above = sum(min(last, made.head_row) - first + 1 for first, last in seen.hidden if first <= made.head_row)
    made.hidden_rows = seen.hidden_count - above
    made.hidden_runs = under[:LISTED_ROWS]
    head = next((line for line in seen.first if line.number == made.head_row), None)
    made.head = [" ".join(str(cell).split())[:80] for cell in head.cells] if head else []
    # What stands beside the head in a row of a CSV is a fault of that row: its cells have slipped.
    width = sheet.MOST_COLUMNS if encoding in sheet.BOOKS else len(made.head)
    made.full = sorted(index for index, last in seen.last_filled.items() if last > made.head_row and index < width)
    hidden = {i for first, last in beside.hidden_columns for i in range(first, min(last, sheet.MOST_COLUMNS) + 1)}
    made.hidden_columns = sorted(hidden & set(made.full))
    made.merged = _merged(beside, made.head_row, most_merged)
    return made


def _merged(beside: Beside, head_row: int, most: int) -> list[tuple[int, int, int, int]]:
    under = [area for area in beside.merged if area[2] >= head_row and area[0] <= LAST_ROW]
    if len(under) > most:
        raise FileRefused("merged")
    return under


@dataclass(frozen=True)
class Names:
    """The names of columns that we know: of the fields there are, and of the mappings."""

    fields: Fields
    layouts: Mapping[str, Layout]

    @cached_property
    def of_layouts(self) -> frozenset[str]:
        columns = (column for layout in self.layouts.values() for column in layout.columns)
        return frozenset(self.fields.plain_name(column.column) for column in columns)

    def score(self, line: Line) -> int:
        """How many of them stand in a row. One that holds a value twice is none of names."""
        cells = [cell for cell in line.cells if cell.strip() and not isinstance(cell, Unreadable)]
        plain = {self.fields.plain_name(cell) for cell in cells}
        return sum(1 for name in plain if name and (name in self.of_layouts or self.fields.suggest(name)))


def find_head(first: list[Line], names: Scorer) -> int:
    """The row whose names say most to us; of two such rows below each other (HTCDS: names, then labels) the lower one.
    Where none says anything, the first that is as full as the others.
    """
    shown = [line for line in first if not line.is_hidden] or first
    scores = [(names.score(line), line.number) for line in shown]
    best = max(score for score, _number in scores)
    if best:
        heads = [number for score, number in scores if score == best]
        following = [number for number in heads if number - heads[0] == heads.index(number)]
        return following[-1]
    filled = [(_filled(line), line.number) for line in shown]
    most = max(count for count, _number in filled)
    return next(number for count, number in filled if 2 * count >= most)


def _filled(line: Line) -> int:
    return sum(1 for cell in line.cells if cell.strip())
