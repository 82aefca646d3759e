"""A sheet as somebody kept it, read as a table: titles above the head, totals, repeated heads, marks for "as above".

Nothing is left out silently: each row that is no row of the table is told with its number and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from carisecure.importing import sheet
from carisecure.importing.cells import Line, Unreadable, letter
from carisecure.importing.register.filling import Filling
from carisecure.importing.survey import Surveyed

LISTED = 60  # rows of one kind that are named
# Why a row is none of the table.
TITLE, HEADING, HEAD_AGAIN, TOTAL, NUMBER_ALONE, HIDDEN, SAID = (
    "title", "heading", "head_again", "total", "number_alone", "hidden", "said",
)  # fmt: skip
_TOTAL = re.compile(
    r"(?:grand\s+|sub\s*-?\s*|gran\s+)?totale?s?(?:\s+(?:general|cases|victims|accused|persons|reports|de\s+\w+))?"
    r"\s*[:.=-]?\s*(\d[\d,. ]*)?",
    re.IGNORECASE,
)
# A band between the rows: 2016, AÑO 2016, - Year 2016 -, 2016/17.
_YEAR = re.compile(r"\W*(?:year|año|ano)?\W*(?:19|20)\d\d(?:\s*[-/]\s*\d{2,4})?\W*", re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """One row of a table. `number` as a spreadsheet counts, `cells` by the table's columns, blanks trimmed."""

    number: int
    cells: list[str]
    is_too_wide: bool = False


@dataclass(frozen=True)
class Opened:
    """What somebody said about a sheet: `head_row` 0 as it was found; `fill`: columns whose blank means "as above"."""

    head_row: int = 0
    with_hidden_rows: bool = True
    with_hidden_columns: bool = True
    without_rows: tuple[tuple[int, int], ...] = ()
    fill: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TotalRead:
    """A row of totals: what it says (None where no number can be read), and how many rows were counted above it."""

    row: int
    text: str
    said: int | None
    counted: int
    since_last: int

    @property
    def agrees(self) -> bool:
        return self.said in (self.counted, self.since_last)


@dataclass
class LeftOut:
    """Rows that are none of the table, by why: how many, and the first of them."""

    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, why: str, number: int) -> None:
        self.counts[why] = self.counts.get(why, 0) + 1
        listed = self.rows.setdefault(why, [])
        if len(listed) < LISTED:
            listed.append(number)


def heads_of(surveyed: Surveyed, *, with_hidden: bool = True) -> dict[int, str]:
    """The name of each column that is read, by its place; a name that stands twice has the column's letter added, an
    empty one above a full column is its letter.
    """
    hidden = set() if with_hidden else set(surveyed.hidden_columns)
    places = sorted({*range(len(surveyed.head)), *surveyed.full} - hidden)
    names = {at: " ".join(surveyed.head[at].split()) if at < len(surveyed.head) else "" for at in places}
    plain = [name.casefold() for name in names.values()]
    found = {}
    for at, name in names.items():
        if not name and at not in surveyed.full:
            continue
        found[at] = name if name and plain.count(name.casefold()) == 1 else f"{name} ({letter(at)})".strip()
    return found


class Table:
    """One sheet, read from top to bottom once. `left_out`, `totals` and `filled` are complete when it has been read."""

    def __init__(self, path: sheet.Readable, encoding: str, surveyed: Surveyed, opened: Opened) -> None:
        self._path, self._encoding = path, encoding
        self.surveyed, self.opened = surveyed, opened
        self.heads = heads_of(surveyed, with_hidden=opened.with_hidden_columns)
        self.columns = list(self.heads.values())
        self.left_out = LeftOut()
        self.totals: list[TotalRead] = []
        self.count = 0
        self._since_last = 0
        self._filling = Filling(
            surveyed.merged, list(self.heads), frozenset(at for at, name in self.heads.items() if name in opened.fill)
        )
        self._last_number = -1

    @property
    def filled(self) -> Mapping[str, int]:
        """By column, how many cells were filled from above."""
        return {self.heads[at]: count for at, count in self._filling.counts.items()}

    def rows(self) -> Iterator[Row]:
        """Raises FileRefused where the sheet breaks off. Memory stays flat."""
        head_row = self.surveyed.head_row
        for line in sheet.lines(self._path, self._encoding, self.surveyed.number):
            if line.number <= head_row:
                if line.number < head_row and not line.is_blank:
                    self.left_out.add(TITLE, line.number)
                continue
            if row := self._row(line):
                self.count += 1
                self._since_last += 1
                yield row

    def _row(self, line: Line) -> Row | None:
        cells = [self._cell(line, at) for at in self.heads]
        is_shown = self.opened.with_hidden_rows or not line.is_hidden
        if any(first <= line.number <= last for first, last in self.opened.without_rows):
            why = SAID
        elif not is_shown and not line.is_blank:
            why = HIDDEN
        else:
            why = self._why_not(line, cells)
        if why:
            self._filling.pass_by(line)
            if why != "blank":
                self.left_out.add(why, line.number)
            return None
        return Row(line.number, self._filling.fill(line, cells), line.is_too_wide)

    def _cell(self, line: Line, at: int) -> str:
        cell = line.cells[at] if at < len(line.cells) else ""
        return cell if isinstance(cell, Unreadable) else cell.strip()

    def _why_not(self, line: Line, cells: list[str]) -> str:
        """Why a row is none of the table; "" for one that is."""
        filled = [cell for cell in cells if cell]
        if not filled:
            return "blank"
        if self._is_head(line):
            return HEAD_AGAIN
        if self._take_total(line, filled):
            return TOTAL
        if len(filled) > 1:
            return ""
        if _YEAR.fullmatch(filled[0]) or self._spans(line):
            return HEADING
        return NUMBER_ALONE if self._is_counter(cells) else ""

    def _is_head(self, line: Line) -> bool:
        head = [name.casefold() for name in self.surveyed.head if name]
        plain = [" ".join(str(cell).split())[:80].casefold() for cell in line.cells if cell.strip()]
        return len(head) > 1 and plain == head

    def _take_total(self, line: Line, filled: list[str]) -> bool:
        """A row with the word for a total in it and nothing else but numbers."""
        words = [found for cell in filled if (found := _TOTAL.fullmatch(cell))]
        others = [cell for cell in filled if not _TOTAL.fullmatch(cell)]
        if not words or len(others) > 3 or not all(_number(cell) is not None for cell in others):
            return False
        numbers = [n for cell in (words[0][1] or "", *others) if (n := _number(cell)) is not None]
        counted, since = self.count, self._since_last
        agreeing = next((number for number in numbers if number in (counted, since)), None)
        said = agreeing if agreeing is not None else numbers[0] if numbers else None
        self.totals.append(TotalRead(line.number, words[0][0].strip(), said, counted, since))
        self._since_last = 0
        return True

    def _spans(self, line: Line) -> bool:
        """Whether its one text is written across half of the table: the heading of what follows."""
        return any(
            first_row <= line.number <= last_row and 2 * (last - first + 1) >= len(self.heads) > 2
            for first_row, first, last_row, last in self._filling.beginning(line.number)
        )

    def _is_counter(self, cells: list[str]) -> bool:
        """A number by itself in the first column, the next of the template's: nobody was written beside it."""
        text = cells[0]
        if not (text.isascii() and text.isdigit() and len(text) < 8) or len(cells) < 3:
            return False
        is_next, self._last_number = int(text) > self._last_number, int(text)
        return is_next


def _number(text: str) -> int | None:
    plain = text.replace(",", "").replace(" ", "").removesuffix(".0").rstrip(".")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
