"""One row of a sheet to the values of one record, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.countries.names import country_of
from carisecure.importing import sheet
from carisecure.importing.answers import split
from carisecure.importing.cells import Unreadable
from carisecure.importing.fields import Kind
from carisecure.importing.layout import ColumnMap, Layout
from carisecure.visible import visible

FIRST_YEAR = 1900
# What a target has to say beside these, it puts in.
FAULTS = {
    "unknown_code": _("The mapping does not say what this value means."),
    "not_a_year": _("Not a year."),
    "no_year": _("This row has no year."),
    "year_as_date": _("This is a day of 1905: probably a year that was typed into a cell made for dates."),
    "not_a_country": _("This is no country's name or code, and the mapping does not say which it means."),
    "not_a_flag": _("Only 1, an empty cell or a value of the mapping is allowed here."),
    "id_twice": _("This number is already used in an earlier row."),
    "no_id": _("This row has no number."),
    "too_long": _("Too long."),
    "error_cell": _("An error stands here and no value. It is not counted as “not known”."),
    "no_value": _("A formula stands here without its result. Open the file, save it and send it again."),
    "merged_cell": _("This cell is merged with another one. Write into each row what is meant for it."),
    "hidden_cell": _(
        "This is hidden under a merged cell: nobody sees it. Unmerge it and write what is meant for the row."
    ),
    "several_answers": _("Several answers stand here, and only one can be kept."),
    "cell_count": _("This row has more or fewer cells than the first row."),
}


@dataclass(frozen=True)
class Fault:
    """`row` as a spreadsheet counts (the head is row 1). `value` as it stands in the file, at most 80 characters."""

    row: int
    column: str
    value: str
    code: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "value": self.value, "code": self.code}


class Unread(Exception):
    """A cell that cannot be read; the argument is a key of FAULTS."""


def normal(value: str) -> str:
    """For comparing values: small letters, single blanks, one hyphen (CTDC's own files write two, or a dash)."""
    text = " ".join(visible(value).casefold().split())
    return text.replace("\u2013", "-").replace("\u2014", "-").replace("--", "-")


class RowReader:
    """Reads rows of one sheet by one layout. `taken` are the ids that are in already, each a fault of the code that its
    target has for it; `seen` is given every row as it stands.
    """

    def __init__(
        self,
        layout: Layout,
        header: list[str],
        taken: frozenset[str] = frozenset(),
        seen: Callable[[list[str]], None] = lambda cells: None,
    ) -> None:
        self.header = header
        self.columns = [(header.index(c.column), _Column(c)) for c in layout.columns]
        self.taken = taken
        self._lists = [one.code for one in layout.maps.fields.values() if one.kind is Kind.CODES]
        first = next((index for index, name in enumerate(header) if name), 0)
        # A number by itself is the template's, unless the column is something else to us than the person's number.
        fields = {index: column.field.kind for index, column in self.columns}
        self._counter = first if fields.get(first, Kind.ID) is Kind.ID else -1
        self.see = seen
        self.has_ids = layout.has_ids
        self.seen: set[str] = set()
        self.left_out = 0
        self._last_number = -1

    @property
    def countries(self) -> dict[str, list[str]]:
        """By column, what was taken for a country and nobody has explained: there are only so many spellings."""
        return {column.name: list(column.countries.values()) for _index, column in self.columns if column.countries}

    def is_counter_alone(self, cells: list[str]) -> bool:
        """Whether nothing stands in a row but the next number, in the first column that is used. Such are counted."""
        first = next(index for index, cell in enumerate(cells) if cell.strip())
        text = cells[first].strip()
        if first != self._counter or not (text.isascii() and text.isdigit() and len(text) < 8):
            return False
        is_next, self._last_number = int(text) > self._last_number, int(text)
        is_alone = is_next and not any(cell.strip() for cell in cells[first + 1 :])
        self.left_out += is_alone
        return is_alone

    def read(self, number: int, cells: list[str]) -> tuple[dict[str, Any], list[Fault]]:
        """The values of a record (only meaningful without faults), and the faults."""
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            return {}, [Fault(number, "", str(len(cells)), "cell_count")]
        record: dict[str, Any] = {"row_number": number, **{code: [] for code in self._lists}}
        faults = []
        for index, column in self.columns:
            cell = cells[index]
            try:
                if isinstance(cell, Unreadable):
                    raise Unread(cell.code)
                column.put(cell.strip(), record)
            except Unread as unread:
                faults.append(Fault(number, column.name, cell.strip()[:80], str(unread)))
        if self.has_ids and "too_long" not in {fault.code for fault in faults}:
            faults += self._check_id(number, record)
        return record, faults

    def _check_id(self, number: int, record: dict[str, Any]) -> list[Fault]:
        column = next(column for _index, column in self.columns if column.field.kind is Kind.ID)
        value = record.get(column.field.code)
        code = ""
        if not value:
            code = "no_id"
        elif value in self.seen:
            code = "id_twice"
        elif value in self.taken:
            code = column.field.taken
        else:
            self.seen.add(value)
        return [Fault(number, column.name, str(value or "")[:80], code)] if code else []


class _Column:
    """One column: what its cells mean."""

    def __init__(self, mapping: ColumnMap) -> None:
        self.name = mapping.column
        self.field = mapping.to
        self.values = {normal(code): code for code in self.field.choices()} | {
            normal(value): code for value, code in mapping.values.items()
        }
        self.unknown = {normal(value) for value in mapping.unknown} | {""}
        self.separator = mapping.divided_by
        self.countries: dict[str, str] = {}  # what was taken for a country without anybody's word, as it is written

    def put(self, cell: str, record: dict[str, Any]) -> None:
        """Write the cell into the record; raises Unread."""
        kind, code = self.field.kind, self.field.code
        if kind is Kind.ID:
            if len(cell) > 80:
                raise Unread("too_long")
            record[code] = cell or None
        elif kind is Kind.YEAR:
            record[code] = self._year(cell)
        elif kind is Kind.FLAG:
            self._flag(cell, record)
        else:
            self._answers(cell, record)

    def _answers(self, cell: str, record: dict[str, Any]) -> None:
        """One code, or several where the record keeps several."""
        read = self._country if self.field.kind is Kind.COUNTRY else self._code
        is_whole = not self.separator or normal(cell) in self.values
        answers = [cell] if is_whole else split(cell, self.separator)
        found = sorted({code for code in map(read, answers) if code})
        if self.field.kind is Kind.CODES:
            record[self.field.code] = sorted({*record[self.field.code], *found})
            return
        if len(found) > 1 and not self.field.takes_several:
            raise Unread("several_answers")
        record[self.field.code] = found[0] if len(found) == 1 else ""
        record.update({self.field.flags[code]: True for code in found if code in self.field.flags})

    def _code(self, cell: str) -> str:
        value = normal(cell)
        if value in self.unknown:
            return ""
        if value not in self.values:
            raise Unread("unknown_code")
        return self.values[value]

    def _year(self, cell: str) -> int:
        """Of four digits, or of a date that writes its year with four: which is the day and which the month is the same
        to us.
        """
        if not cell:
            raise Unread("no_year")
        found = _YEAR.fullmatch(cell)
        year = int(found["year"] or found["first"] or found["last"]) if found else 0
        if not FIRST_YEAR <= year <= timezone.localdate().year:
            raise Unread("not_a_year")
        if year == _TYPED_AS_DATE and found and not found["year"]:
            raise Unread("year_as_date")
        return year

    def _country(self, cell: str) -> str:
        value = normal(cell)
        if value in self.unknown:
            return ""
        if value in self.values:
            return self.values[value]
        found = country_of(cell)
        if found is None:
            raise Unread("not_a_country")
        self.countries.setdefault(value, cell)
        return found

    def _flag(self, cell: str, record: dict[str, Any]) -> None:
        value = normal(cell)
        if value in self.unknown:
            return
        if value not in self.values:
            raise Unread("not_a_flag")
        target, code = self.field.flag_of
        if target:
            record[target] = sorted({*record[target], code})
        else:
            record[self.field.code] = True


_YEAR = re.compile(
    r"(?P<year>[0-9]{4})"
    r"|(?P<first>[0-9]{4})-[0-9]{1,2}-[0-9]{1,2}([ T][0-9:.]+Z?)?"
    r"|[0-9]{1,2}(?P<mark>[/.-])[0-9]{1,2}(?P=mark)(?P<last>[0-9]{4})([ T][0-9:.]+)?"
)
_TYPED_AS_DATE = 1905  # 2013 as the number of a day is 5 July 1905


def read_sheet(
    path: sheet.Readable, encoding: str, reader: RowReader, reading: sheet.Reading | None = None
) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
    """Every row under the head; left out are rows without anything in them, and those that hold only the number which
    the template has put there (`reader.left_out` counts them). Raises sheet.FileRefused.
    """
    found = sheet.numbered(path, encoding, reading)
    next(found, None)
    for number, found_cells in found:
        is_short = encoding in sheet.BOOKS and len(found_cells) < len(reader.header)
        cells = found_cells + [""] * (len(reader.header) - len(found_cells)) if is_short else found_cells
        if any(cell.strip() for cell in cells) and not reader.is_counter_alone(cells):
            reader.see(cells)
            yield reader.read(number, cells)
