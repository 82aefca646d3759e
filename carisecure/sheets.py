"""Rows that leave as CSV or as an Excel workbook: no cell is ever a formula.

CSV: what a cell may begin with is our own rule: the usual escaper (defusedcsv 3.0) lets a tabulator, a carriage return,
a blank and full-width signs through. Excel: every text is written as text, whatever it begins with.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from enum import Enum
from types import TracebackType
from typing import Any, BinaryIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell holds 32,767 signs; a longer text goes on in the row below.
LONGEST_CELL = 32_000
_LONGEST_NAME = 31  # of a sheet

_BLANKS = " \u00a0\ufeff\u2007\u202f\u3000\u200b"
# The signs themselves, a line break or a pipe in front of them, and their full-width forms.
_DANGEROUS = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05")


def safe_text(text: str) -> str:
    """A text no spreadsheet takes for a formula: an apostrophe in front where its first sign could begin one."""
    bare = text.lstrip(_BLANKS)
    return f"'{text}" if bare and bare[0] in _DANGEROUS else text


def safe_cell(cell: object) -> object:
    """Numbers stay numbers (so -5 stays one), everything else is text."""
    return cell if _is_number(cell) else safe_text(_text(cell))


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, because Excel takes it for Windows-1252 otherwise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


class Look(Enum):
    """How a row looks: its first cell, and the others."""

    PLAIN = ("", "")
    HEAD = ("bold", "bold")
    ENTRY = ("bold", "wrapped")  # a word, and what it says


class Book:
    """A workbook, written from top to bottom and closed at the end of its `with`. Nothing of it touches a disk."""

    def __init__(self, stream: BinaryIO, *, title: str, subject: str = "") -> None:
        from xlsxwriter import Workbook

        # Texts go through `write_string` alone; the options hold for whoever calls `write` one day.
        as_text = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self._book: Any = Workbook(stream, {"in_memory": True, **as_text})
        self._book.set_properties({"title": title, **({"subject": subject} if subject else {})})
        self._formats = {
            "": None,
            "bold": self._book.add_format({"bold": True}),
            "wrapped": self._book.add_format({"text_wrap": True, "valign": "top"}),
        }

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._book.close()

    def sheet(
        self, name: str, widths: Sequence[int], *, above: str = "", below: tuple[str, str] | None = None
    ) -> Sheet:
        """One sheet with the widths of its columns. On paper: `above` in the middle of each page's head, `below` on the
        left and in the middle of its foot, with the number of the page on the right."""
        made = self._book.add_worksheet(name[:_LONGEST_NAME])
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        if above:
            made.set_header(f"&C{_on_paper(above)}")
        if below:
            left, middle = map(_on_paper, below)
            made.set_footer(f"&L{left}&C{middle}&R&P / &N")
        return Sheet(made, self._formats)


class Sheet:
    """Takes one row after the other."""

    def __init__(self, sheet: Any, formats: dict[str, Any]) -> None:
        self._sheet, self._formats, self._next = sheet, formats, 0

    def row(self, cells: Sequence[object], look: Look = Look.PLAIN) -> None:
        """Numbers stay numbers, everything else is text; what is too long for a cell goes on in the rows below."""
        rows = 1
        for column, cell in enumerate(cells):
            style = self._formats[look.value[0 if column == 0 else 1]]
            if _is_number(cell):
                self._sheet.write_number(self._next, column, cell, style)
                continue
            pieces = _pieces(_text(cell))
            rows = max(rows, len(pieces))
            for below, piece in enumerate(pieces):
                self._sheet.write_string(self._next + below, column, piece, style)
        self._next += rows


def _on_paper(text: str) -> str:
    """In the head and the foot of a page "&" begins a code."""
    return text.replace("&", "&&")


def _pieces(text: str) -> list[str]:
    return [text[at : at + LONGEST_CELL] for at in range(0, len(text), LONGEST_CELL)] or [""]
