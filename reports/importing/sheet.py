"""From bytes to rows of text, or a refusal that says what the file is and what to do about it.

Nothing is guessed: a Latin-1 file read as UTF-8 with replacements would store names of countries and groups that nobody
wrote, so every byte must be valid UTF-8 before the first row is looked at.
"""

from __future__ import annotations

import codecs
import csv
import os
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from carisecure.access.vault.files import SealedFile

if TYPE_CHECKING:
    from openpyxl import Workbook

# A sheet as it was sent is kept sealed; one that comes with the house lies open.
Readable = Path | SealedFile

BLOCK = 1 << 20
XLSX = "xlsx"
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SIXTEEN = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",;\t|"
# A sheet of 50 MB unpacks to some hundred; a bomb declares a thousand times its size.
_UNPACKED_AT_MOST, _RATIO_AT_MOST = 1 << 30, 200
SAMPLED_ROWS, SAMPLED_VALUES = 2_000, 60
LOOKED_AT_ROWS = 3 * SAMPLED_ROWS  # for the sample, blank ones included
# Many times what a register of people has; Excel has 16,384.
MOST_COLUMNS = 1_000
# After so many rows in a run with nothing in them the sheet is over.
MOST_BLANK_ROWS = 1_000
_LAST_ROW = 1 << 20  # Excel's own


class FileRefused(Exception):
    """The file cannot be read as a sheet. `message` is for the person, translated; nothing of the file is in it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def encoding_of(path: Readable, file_name: str) -> str:
    """ "utf-8", "utf-8-sig" or "xlsx". Reads the whole file once (50 MB: about 0.1 s). Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b" \t\r\n\x00"):
        raise FileRefused("empty", _("This file is empty. Nothing was imported."))
    if head.startswith(_ZIP):
        return _excel(path, file_name)
    if head.startswith(_OLD_EXCEL):
        raise FileRefused(
            "old_excel",
            _("This is an old Excel file (.xls). Open it and save it as “CSV UTF-8” or as .xlsx, then send that file."),
        )
    if head.startswith(_SIXTEEN) or head.count(0) > len(head) // 8:
        raise FileRefused(
            "utf_16",
            _("This file is written in UTF-16. Open it and save it as “CSV UTF-8”, then send that file."),
        )
    _check_utf8(path)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _excel(path: Readable, file_name: str) -> str:
    if not file_name.lower().endswith(".xlsx"):
        raise FileRefused(
            "excel_named_csv",
            _(
                "This is an Excel file, although its name does not end in .xlsx. Give it that ending, "
                "or save it as “CSV UTF-8”."
            ),
        )
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            size = file.seek(0, os.SEEK_END)
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise FileRefused("broken_excel", _("This Excel file is damaged and cannot be read.")) from None
    if unpacked > _UNPACKED_AT_MOST or unpacked > _RATIO_AT_MOST * max(size, 1):
        raise FileRefused("too_packed", _("This Excel file unpacks to far more than a sheet holds. It was not opened."))
    return XLSX


def _check_utf8(path: Readable) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].count(b"\n")
                raise FileRefused(
                    "not_utf_8",
                    _(
                        "This file is not UTF-8; it looks like Latin-1 or Windows-1252 (first seen in line %(line)s). "
                        "Open it and save it as “CSV UTF-8”, then send that file."
                    )
                    % {"line": lines},
                ) from None
            if "\x00" in text:
                raise FileRefused("nul", _("This file holds bytes that no sheet has. It is not a CSV file."))
            if not block:
                return
            lines += text.count("\n")


def rows(path: Readable, encoding: str) -> Iterator[list[str]]:
    """Every row as texts, the head first. Raises FileRefused where the sheet breaks off. Memory stays flat.

    An Excel sheet is over with a run of MOST_BLANK_ROWS: the blank rows after them are left out, and anything that
    still follows is refused, because it is a slip (a note, a key that was touched) and not part of the table.
    """
    return _excel_rows(path) if encoding == XLSX else _csv_rows(path, encoding)


def _csv_rows(path: Readable, encoding: str) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            if "field limit" in str(error):
                raise FileRefused(
                    "long_cell",
                    _("A cell in line %(line)s holds more than %(most)s characters. That is no code and no number.")
                    % {"line": reader.line_num, "most": f"{csv.field_size_limit():,}"},
                ) from None
            raise FileRefused(
                "broken_csv",
                _("The quotation marks in line %(line)s do not match, so the rest cannot be read.")
                % {"line": reader.line_num},
            ) from None


def _excel_rows(path: Readable) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with path.open("rb") as file:  # by its name, openpyxl would refuse a file without the ending
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception:  # noqa: BLE001  (openpyxl lets every kind of error of a damaged file through)
            raise FileRefused("broken_excel", _("This Excel file is damaged and cannot be read.")) from None
        try:
            yield from _within_the_table(_read_lazily(book))
        finally:
            book.close()


def _within_the_table(reading: Iterator[tuple[Any, ...]]) -> Iterator[list[str]]:
    """Rows as texts, each as wide as the head at least, up to the end that `rows` speaks of."""
    width = blank = 0
    for number, values in enumerate(reading, start=1):
        if number > _LAST_ROW:
            raise FileRefused("broken_excel", _("This Excel file is damaged and cannot be read."))
        cells = [_as_text(value) for value in values[: _filled(values, number)]]
        if not any(cell.strip() for cell in cells):
            blank += 1
        elif blank > MOST_BLANK_ROWS:
            words = _("Row %(row)s holds something after more than %(most)s empty rows. Delete it, then send the file.")
            raise FileRefused(
                "gap", words % {"row": number, "most": number_format(MOST_BLANK_ROWS, force_grouping=True)}
            )
        else:
            blank = 0
        width = width or len(cells)
        if blank <= MOST_BLANK_ROWS:
            yield cells + [""] * (width - len(cells))


def _filled(values: tuple[Any, ...], number: int) -> int:
    """How many cells there are without the empty ones at the end, which only carry a format. Raises FileRefused."""
    count = len(values)
    while count and values[count - 1] in (None, ""):
        count -= 1
    if count > MOST_COLUMNS:
        raise _too_wide(number)
    return count


def _too_wide(row: int) -> FileRefused:
    words = _("Row %(row)s has more than %(most)s columns. Delete what stands beyond them, then send the file.")
    return FileRefused("too_wide", words % {"row": row, "most": number_format(MOST_COLUMNS, force_grouping=True)})


def _read_lazily(book: Workbook) -> Iterator[tuple[Any, ...]]:
    """The first sheet's rows, each to its last cell; a sheet is only unpacked here, so what is damaged shows late.

    The size that the file declares is not believed: one cell that was touched in the last corner makes it 16,384 cells
    in each of a million rows, and openpyxl would make them all up.
    """
    try:
        first = book.worksheets[0]
        first.reset_dimensions()
        yield from first.iter_rows(values_only=True)
    except Exception:  # noqa: BLE001  (as above; without any sheet an IndexError)
        raise FileRefused("broken_excel", _("This Excel file is damaged and cannot be read.")) from None


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def check_header(header: list[str]) -> list[str]:
    """The names of the columns, without blanks around them. Raises FileRefused for an empty or a repeated one."""
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise _too_wide(1)
    if not names or not all(names):
        raise FileRefused("no_head", _("The first row must hold the names of the columns, and one of them is empty."))
    if len(set(names)) < len(names):
        raise FileRefused("head_twice", _("Two columns in the first row have the same name."))
    return names


def look_into(path: Readable, encoding: str) -> tuple[list[str], dict[str, list[str]]]:
    """The head, and for each column the values of the first 2,000 rows (60 at most, the most frequent first).

    A page waits for this: it looks no further than LOOKED_AT_ROWS, or the first run of MOST_BLANK_ROWS.
    """
    reading = rows(path, encoding)
    header = check_header(next(reading, []))
    seen: dict[str, dict[str, int]] = {name: {} for name in header}
    number = blank = 0
    for cells in islice(reading, LOOKED_AT_ROWS):
        if not any(cell.strip() for cell in cells):
            blank += 1
            if blank == MOST_BLANK_ROWS:
                break
            continue
        number, blank = number + 1, 0
        for name, cell in zip(header, cells, strict=False):
            value = cell.strip()[:80]
            seen[name][value] = seen[name].get(value, 0) + 1
        if number >= SAMPLED_ROWS:
            break
    if not number:
        raise FileRefused("no_rows", _("There is no row under the names of the columns. Nothing was imported."))
    top = {name: sorted(v, key=lambda value: -v[value])[:SAMPLED_VALUES] for name, v in seen.items()}
    return header, {name: [value for value in values if value] for name, values in top.items()}
