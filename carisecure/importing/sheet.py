"""From bytes to rows of text, or a refusal that says what the file is and what to do about it.

Nothing is guessed: a Latin-1 file read as UTF-8 with replacements would store names of countries and groups that nobody
wrote, so every byte must be valid UTF-8 before the first row is looked at.
"""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from carisecure.access.vault.files import SealedFile
from carisecure.importing import archive, delimited
from carisecure.importing.cells import LAST_ROW, MOST_COLUMNS, Line, Unreadable, letter
from carisecure.importing.excel import Beside, Excel, Leaf
from carisecure.importing.kinds import ODS, XLSM, XLSX, encoding_of
from carisecure.importing.opendocument import OpenDocument
from carisecure.importing.refused import FileRefused, damaged, too_packed, too_wide

__all__ = ["MOST_COLUMNS", "ODS", "XLSM", "XLSX", "FileRefused", "Readable", "Reading", "encoding_of", "rows"]

# A sheet as it was sent is kept sealed; one that comes with the house lies open.
Readable = Path | SealedFile
Area = tuple[int, int, int, int]  # first row, first column, last row, last column
BOOKS = (XLSX, XLSM, ODS)
SAMPLED_ROWS, SAMPLED_VALUES = 2_000, 60
LOOKED_AT_ROWS = 3 * SAMPLED_ROWS  # for the sample, blank ones included
# After so many rows in a run with nothing in them the sheet is over.
MOST_BLANK_ROWS = 1_000


@dataclass(frozen=True)
class Reading:
    """How a file is opened: which of its sheets, which row names the columns, and what of it is left out.

    Columns count from 0. `merged` are the cells of which only the first holds what all of them show.
    """

    sheet: int = 0
    head_row: int = 1
    without_hidden_rows: bool = False
    without_columns: tuple[int, ...] = ()
    merged: tuple[Area, ...] = ()


@contextmanager
def opened(path: Readable, encoding: str) -> Iterator[Excel | OpenDocument]:
    """A book with its sheets. Raises FileRefused."""
    try:
        with archive.opened(path) as found:
            if found.is_too_packed:
                raise too_packed()
            yield OpenDocument(found) if encoding == ODS else Excel(found)
    except zipfile.BadZipFile:
        raise damaged() from None


def leaves(path: Readable, encoding: str) -> list[Leaf]:
    """The sheets of a book, hidden ones too; of a CSV one without a name."""
    if encoding not in BOOKS:
        return [Leaf(0, "", is_hidden=False)]
    with opened(path, encoding) as book:
        return book.leaves


def lines(path: Readable, encoding: str, number: int = 0, beside: Beside | None = None) -> Iterator[Line]:
    """Every row of one sheet as it stands; empty ones may be missing. Memory stays flat."""
    if encoding not in BOOKS:
        yield from delimited.lines(path, encoding)
        return
    with opened(path, encoding) as book:
        if number >= len(book.leaves):
            raise book.refusal()
        yield from book.lines(book.leaves[number], beside or Beside([], []))


def rows(path: Readable, encoding: str, reading: Reading | None = None) -> Iterator[list[str]]:
    """Every row as texts, the head first. Raises FileRefused where the sheet breaks off. Memory stays flat.

    An Excel sheet is over with a run of MOST_BLANK_ROWS: the blank rows after them are left out, and anything that
    still follows is refused, because it is a slip (a note, a key that was touched) and not part of the table.
    """
    for _number, cells in numbered(path, encoding, reading):
        yield cells


def numbered(path: Readable, encoding: str, reading: Reading | None = None) -> Iterator[tuple[int, list[str]]]:
    """The same with the number that a spreadsheet gives to each row."""
    how = reading or Reading()
    found = lines(path, encoding, how.sheet)
    if encoding in BOOKS:
        found = _read_lazily(found)
    if how.merged:
        found = _with_merged(found, how.merged, how.head_row)
    wanted = (line for line in found if line.number >= how.head_row)
    shown = (line for line in wanted if not (how.without_hidden_rows and line.is_hidden))
    if how.without_columns:
        shown = (_without(line, how.without_columns) for line in shown)
    if encoding in BOOKS:
        yield from _within_the_table(shown)
    else:
        yield from ((line.number, line.cells) for line in shown)


def _without(line: Line, columns: tuple[int, ...]) -> Line:
    cells = ["" if index in columns else cell for index, cell in enumerate(line.cells)]
    return dataclasses.replace(line, cells=cells)


def _with_merged(found: Iterator[Line], merged: tuple[Area, ...], head_row: int) -> Iterator[Line]:
    """The rows, with every cell of a merged area marked but its first: an empty one shows what stands there, and nobody
    can tell whether it was meant for each of the rows; what stands in one itself is hidden, and nobody has seen it.

    In the row of the head an empty one stays empty: it is called by its letter.
    """
    waiting = sorted((area for area in merged if area[0] < area[2] or area[1] < area[3]), reverse=True)
    running: list[tuple[Area, str]] = []
    for line in found:
        running = [(area, text) for area, text in running if area[2] >= line.number]
        while waiting and waiting[-1][0] <= line.number:
            area = waiting.pop()
            is_here = area[0] == line.number and area[1] < len(line.cells)
            shown = line.cells[area[1]] if is_here and area[2] > head_row else ""
            running.append((area, shown))
        if running:
            line = dataclasses.replace(line, cells=list(line.cells))
            for area, shown in running:
                _mark(line, area, shown)
        yield line


def _mark(line: Line, area: Area, shown: str) -> None:
    """`shown`: what the first cell of the area holds; empty where nothing needs to be said of empty cells."""
    first_row, first, _last_row, last = area
    for index in range(first, min(last, MOST_COLUMNS - 1 if shown else len(line.cells) - 1) + 1):
        if line.number == first_row and index == first:
            continue
        own = line.cells[index] if index < len(line.cells) else ""
        if not own.strip():
            line.put(index, Unreadable(shown, "merged_cell"))
        elif not (isinstance(own, Unreadable) and own.code == "merged_cell"):
            line.cells[index] = Unreadable(own, "hidden_cell")


def _read_lazily(found: Iterator[Line]) -> Iterator[Line]:
    """The rows without a gap, those between made up one by one.

    The size that the file declares is not believed: one cell that was touched in the last corner makes it 16,384 cells
    in each of a million rows.
    """
    number = 1
    for line in found:
        while number < min(line.number, LAST_ROW):
            yield Line(number)
            number += 1
        yield line
        number = line.number + 1


def _within_the_table(reading: Iterator[Line]) -> Iterator[tuple[int, list[str]]]:
    """Rows as texts, each as wide as the head at least, up to the end that `rows` speaks of."""
    width = blank = 0
    for line in reading:
        if line.is_too_wide:
            raise too_wide(line.number, MOST_COLUMNS)
        cells = line.cells
        if line.is_blank:
            blank += 1
        elif blank > MOST_BLANK_ROWS:
            raise FileRefused("gap", row=line.number, most=MOST_BLANK_ROWS)
        else:
            blank = 0
        width = width or len(cells)
        if blank <= MOST_BLANK_ROWS:
            yield line.number, cells + [""] * (width - len(cells))


def check_header(header: list[str], full: frozenset[int] | None = None) -> list[str]:
    """The names of the columns, with single blanks. Raises FileRefused for a name that stands twice, and for none.

    `full` are the columns in which something stands. An empty name above one of them becomes its letter; above an empty
    column it stays empty, and the column is not read. Where nobody has looked (None), an empty name is refused.
    """
    names = [" ".join(name.split()) for name in header]
    _check_readable(header)
    for index in sorted(full or ()):
        names.extend([""] * (index + 1 - len(names)))
        names[index] = names[index] or _named_by_letter(index, names)
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise too_wide(1, MOST_COLUMNS)
    if not any(names) or (full is None and not all(names)):
        raise FileRefused("no_head")
    named = [name for name in names if name]
    if len(set(named)) < len(named):
        raise FileRefused("head_twice")
    return names


def _check_readable(header: list[str]) -> None:
    """Raises FileRefused for the first name that cannot be read."""
    for index, name in enumerate(header):
        if isinstance(name, Unreadable):
            why = "hidden" if name.code == "hidden_cell" else "unreadable"
            raise FileRefused(f"no_head.{why}", column=letter(index))


def _named_by_letter(index: int, taken: list[str]) -> str:
    name = letter(index)
    return name if name not in taken else f"{name} ({index + 1})"


def look_into(
    path: Readable, encoding: str, reading: Reading | None = None, full: frozenset[int] | None = None
) -> tuple[list[str], dict[str, list[str]]]:
    """The head, and for each column the values of the first 2,000 rows (60 at most, the most frequent first).

    It looks no further than LOOKED_AT_ROWS, or the first run of MOST_BLANK_ROWS. What cannot be read is no value.
    """
    found = rows(path, encoding, reading)
    header = check_header(next(found, []), full)
    seen: dict[str, dict[str, int]] = {name: {} for name in header if name}
    number = blank = 0
    for cells in islice(found, LOOKED_AT_ROWS):
        if not any(cell.strip() for cell in cells):
            blank += 1
            if blank == MOST_BLANK_ROWS:
                break
            continue
        number, blank = number + 1, 0
        for name, cell in zip(header, cells, strict=False):
            if name and not isinstance(cell, Unreadable):
                value = cell.strip()[:80]
                seen[name][value] = seen[name].get(value, 0) + 1
        if number >= SAMPLED_ROWS:
            break
    if not number:
        raise FileRefused("no_rows")
    top = {name: sorted(v, key=lambda value: -v[value])[:SAMPLED_VALUES] for name, v in seen.items()}
    return header, {name: [value for value in values if value] for name, values in top.items()}
