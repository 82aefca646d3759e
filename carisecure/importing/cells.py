"""What a line of a sheet is before anybody asks what it means: texts, and cells that cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Many times what a register of people has; Excel has 16,384.
MOST_COLUMNS = 1_000
LAST_ROW = 1 << 20  # Excel's own
LONGEST_TEXT = 131_072  # as `csv` has it; a cell of Excel holds 32,767

# As Excel, LibreOffice and Google write them, in English and in Spanish, and a column too narrow for its number.
_ERROR = re.compile(
    r"#(N/?A|N/D|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|ERROR!"
    r"|GETTING_DATA|[¡¿]?(REF!|DIV/0!|VALOR!|NOMBRE\?|NUM!|NULO!|DESBORDAMIENTO!|CALC!))"
    r"|Err:\d{3}|#{3,}",
    re.IGNORECASE,
)


class Unreadable(str):
    """A cell in which no value stands, although it is not empty. As a text it is what a person sees there.

    `code` is a key of `rows.FAULTS`.
    """

    code: str

    def __new__(cls, text: str, code: str) -> Unreadable:
        made = super().__new__(cls, text)
        made.code = code
        return made


def readable(text: str) -> str:
    """The same text, or an Unreadable where it is an error that a formula has left."""
    plain = text.strip()
    return Unreadable(plain, "error_cell") if _ERROR.fullmatch(plain) else text


@dataclass(slots=True)
class Line:
    """One row. `number` as a spreadsheet counts. `is_too_wide`: something stands beyond MOST_COLUMNS."""

    number: int
    cells: list[str] = field(default_factory=list)
    is_hidden: bool = False
    is_too_wide: bool = False

    def put(self, index: int, cell: str) -> None:
        """Empty cells take no place: a format alone is nothing."""
        if not cell:
            return
        if index >= MOST_COLUMNS:
            self.is_too_wide = True
            return
        self.cells.extend([""] * (index + 1 - len(self.cells)))
        self.cells[index] = cell

    @property
    def is_blank(self) -> bool:
        return not self.is_too_wide and not any(cell.strip() for cell in self.cells)


def letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA: what a spreadsheet calls the column."""
    name, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def column_of(reference: str) -> int:
    """AB12 -> 27; -1 where there are no letters."""
    column = 0
    for mark in reference:
        if not ("A" <= mark <= "Z"):
            break
        column = column * 26 + ord(mark) - 64
        if column > 1 << 20:
            break
    return column - 1
