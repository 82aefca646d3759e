"""Rows that leave as CSV: no cell is ever a formula.

What a cell may begin with is our own rule: the usual escaper (defusedcsv 3.0) lets a tabulator, a carriage return, a
blank and full-width signs through.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_BLANKS = " \u00a0\ufeff\u2007\u202f\u3000\u200b"
# The signs themselves, a line break or a pipe in front of them, and their full-width forms.
_DANGEROUS = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05")


def safe_text(text: str) -> str:
    """A text no spreadsheet takes for a formula: an apostrophe in front where its first sign could begin one."""
    bare = text.lstrip(_BLANKS)
    return f"'{text}" if bare and bare[0] in _DANGEROUS else text


def safe_cell(cell: object) -> object:
    """Numbers stay numbers (so -5 stays one), everything else is text."""
    if cell is None:
        return ""
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else safe_text(str(cell))


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark, because Excel takes it for Windows-1252 otherwise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
