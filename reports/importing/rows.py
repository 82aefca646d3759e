"""One row of a sheet to the values of one record, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.countries.names import alpha3, country_codes
from reports.importing import sheet
from reports.importing.fields import FIELDS, Field, Kind
from reports.importing.layout import ColumnMap, Layout

FIRST_YEAR = 1900
FAULTS = {
    "unknown_code": _("The mapping does not say what this value means."),
    "not_a_year": _("This is not a year."),
    "no_year": _("There is no year in this row."),
    "not_a_country": _("This is not a country's code (ISO 3166-1), and the mapping does not say which it means."),
    "not_a_flag": _("Only 1 or nothing can stand here, or what the mapping says."),
    "id_twice": _("This number stands in an earlier row already."),
    "id_in_collection": _("Somebody with this number is in the collection already."),
    "no_id": _("This row has no number."),
    "too_long": _("This value is too long."),
    "cell_count": _("This row has another number of cells than the first row."),
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
    text = " ".join(value.casefold().split())
    return text.replace("\u2013", "-").replace("\u2014", "-").replace("--", "-")


class RowReader:
    """Reads rows of one sheet by one layout. `taken` are the ids that the collection holds already."""

    def __init__(self, layout: Layout, header: list[str], taken: frozenset[str] = frozenset()) -> None:
        self.header = header
        self.columns = [(header.index(c.column), _Column(c)) for c in layout.columns]
        self.taken = taken
        self.has_ids = layout.has_ids
        self.seen: set[str] = set()

    def read(self, number: int, cells: list[str]) -> tuple[dict[str, Any], list[Fault]]:
        """The values of a record (only meaningful without faults), and the faults."""
        width = len(self.header)
        if len(cells) < width or any(cells[width:]):
            return {}, [Fault(number, "", str(len(cells)), "cell_count")]
        record: dict[str, Any] = {"row_number": number, "means": []}
        faults = []
        for index, column in self.columns:
            cell = cells[index].strip()
            try:
                column.put(cell, record)
            except Unread as unread:
                faults.append(Fault(number, column.name, cell[:80], str(unread)))
        _exploitation_flags(record)
        if self.has_ids and "too_long" not in {fault.code for fault in faults}:
            faults += self._check_id(number, record)
        return record, faults

    def _check_id(self, number: int, record: dict[str, Any]) -> list[Fault]:
        value = record.get("source_id")
        name = next(column.name for _index, column in self.columns if column.field.kind is Kind.ID)
        code = ""
        if not value:
            code = "no_id"
        elif value in self.seen:
            code = "id_twice"
        elif value in self.taken:
            code = "id_in_collection"
        else:
            self.seen.add(value)
        return [Fault(number, name, str(value or "")[:80], code)] if code else []


class _Column:
    """One column: what its cells mean."""

    def __init__(self, mapping: ColumnMap) -> None:
        self.name = mapping.column
        self.field: Field = FIELDS[mapping.field]
        self.values = {normal(code): code for code in self.field.choices()} | {
            normal(value): code for value, code in mapping.values.items()
        }
        self.unknown = {normal(value) for value in mapping.unknown} | {""}

    def put(self, cell: str, record: dict[str, Any]) -> None:
        """Write the cell into the record; raises Unread."""
        kind, code = self.field.kind, self.field.code
        if kind is Kind.ID:
            if len(cell) > 80:
                raise Unread("too_long")
            record[code] = cell or None
        elif kind is Kind.YEAR:
            record[code] = self._year(cell)
        elif kind is Kind.COUNTRY:
            record[code] = "" if normal(cell) in self.unknown else self._country(cell)
        elif kind is Kind.FLAG:
            self._flag(cell, record)
        elif kind is Kind.CODES:
            found = [self._code(part) for part in cell.split(";")]
            record[code] = sorted({*record[code], *(f for f in found if f)})
        else:
            record[code] = self._code(cell)

    def _code(self, cell: str) -> str:
        value = normal(cell)
        if value in self.unknown:
            return ""
        if value not in self.values:
            raise Unread("unknown_code")
        return self.values[value]

    def _year(self, cell: str) -> int:
        if not cell:
            raise Unread("no_year")
        if not (
            len(cell) == 4
            and cell.isascii()
            and cell.isdigit()
            and FIRST_YEAR <= int(cell) <= timezone.localdate().year
        ):
            raise Unread("not_a_year")
        return int(cell)

    def _country(self, cell: str) -> str:
        value = normal(cell)
        if value in self.values:
            return self.values[value]
        found = _COUNTRIES.get(value)
        if found is None:
            raise Unread("not_a_country")
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


_COUNTRIES = {code.lower(): code for code in country_codes()} | {alpha3(c).lower(): c for c in country_codes()}
_FLAG_OF_FORM = {
    "sexual_exploitation": "is_sexual_exploitation",
    "forced_labour": "is_forced_labour",
    "other": "is_other_exploitation",
}


def _exploitation_flags(record: dict[str, Any]) -> None:
    """A named form is a 1 in its flag; a flag without a named form stays as it is, and two flags are two forms."""
    form = record.get("exploitation")
    if form:
        record[_FLAG_OF_FORM[form]] = True


def read_sheet(path: sheet.Readable, encoding: str, reader: RowReader) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
    """Every row under the head, rows without anything in them left out. Raises sheet.FileRefused."""
    reading = sheet.rows(path, encoding)
    next(reading, None)
    for number, cells in enumerate(reading, start=2):
        if any(cell.strip() for cell in cells):
            yield reader.read(number, cells)
