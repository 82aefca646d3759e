"""CSV: what divides the cells is found over the first record; its names may hold line breaks and delimiters."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import IO, Any

from carisecure.importing.cells import Line, readable
from carisecure.importing.refused import FileRefused, long_cell

DELIMITERS = ",;\t|"
LONGEST_LINE = 1 << 22
CERTAIN = 1 << 16
HEAD = 1 << 16  # characters of the file among which the first record ends
# Excel's own first line, which is no row of the sheet.
_DECLARED = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


def delimiter_of(text: str) -> tuple[str, int]:
    """What divides the cells, and how many characters at the beginning are no part of the sheet."""
    if declared := _DECLARED.match(text):
        return declared[1], declared.end()
    counts = _counts(text)
    return max(DELIMITERS, key=lambda one: counts[one]), 0


def _counts(text: str) -> dict[str, int]:
    """How often each delimiter stands in the first record that is not empty, outside quotation marks. One that stands
    right beside a mark divides for certain.
    """
    counts = dict.fromkeys(DELIMITERS, 0)
    is_quoted, begun = False, False
    for before, mark, after in zip(f"\n{text}", text, f"{text[1:]}\n", strict=False):
        if mark == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif mark in counts:
            counts[mark] += CERTAIN if '"' in (before, after) else 1
        elif mark in "\r\n" and begun:
            break
        begun = begun or not mark.isspace()
    if is_quoted:  # a mark that is an inch, or that nobody closed: the first line as it stands
        first = text.lstrip().partition("\n")[0]
        return {one: first.count(one) for one in DELIMITERS}
    return counts


def lines(path: Any, encoding: str) -> Iterator[Line]:
    """Every record, empty ones too. Raises FileRefused where it breaks off."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter, skipped = delimiter_of(file.read(HEAD))
        file.seek(0)
        file.read(skipped)
        yield from _records(file, delimiter)


def _records(file: IO[str], delimiter: str) -> Iterator[Line]:
    reader = csv.reader(_bounded(file), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield Line(number, [readable(cell) if "#" in cell or "Err" in cell else cell for cell in cells])
    except csv.Error as error:
        if "field limit" in str(error):
            raise long_cell(reader.line_num, csv.field_size_limit()) from None
        raise FileRefused("broken_csv", line=reader.line_num) from None


def _bounded(file: IO[str]) -> Iterator[str]:
    """Its lines, none of them longer than memory should hold."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise long_cell(number, LONGEST_LINE)
        yield line
