"""A day is read as a day whichever section of its number format says so, and a number never becomes one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from carisecure.importing import sheet
from carisecure.importing.formats import shows_a_day
from carisecure.importing.rows import RowReader, read_sheet
from reports.importing.reference import ColumnMap, Layout
from tests.reports.workbooks import book

DAYS = [
    "dd/mm/yyyy",
    "mm-dd-yy",
    '[=0]"";dd/mm/yyyy',
    '"";"";dd/mm/yyyy',
    '"";dd/mm/yyyy',
    "0;[Red]yyyy-mm-dd;@",
    '[>60000]"?";[<1]"";d mmmm yyyy',
    '"none; none";dd/mm/yyyy',
    r"\;;dd/mm/yyyy",
    '[$-80A]d" de "mmmm" de "yyyy',
    "[$-F800]dddd, mmmm dd, yyyy",
    "_(* dd/mm/yyyy_)",
    '*";dd/mm/yyyy',
    "h:mm AM/PM",
    "[$_-409]dd/mm/yyyy",
    '[$";"-80A]dd/mm/yyyy',
    "[=0][h]:mm;dd/mm/yyyy",
]  # fmt: skip
NUMBERS = [
    "General",
    "0*d",
    "0_d",
    "* 0_y",
    "0;-0*m;0",
    "#,##0.00_);[Red](#,##0.00)",
    '0" days"',
    '"Bds$"#,##0',
    r"\B\d\s$#,##0",
    '[$USD] #,##0;"d";@',
    '0"; dd/mm/yyyy"',
    '0"dd/mm',
    "[h]:mm:ss",
    '"";[mm]:ss',
    "0.00E+00",
    "[Yellow]0",
    "[$d;m]0",
    "[$BDS$-2809]#,##0",
    "@",
    "",
    "0*",
    "0\\",
]


@pytest.mark.parametrize("written", DAYS)
def test_any_section_may_say_that_it_is_a_day(written: str) -> None:
    assert shows_a_day(written)


@pytest.mark.parametrize("written", NUMBERS)
def test_what_fills_a_cell_or_stands_in_it_as_a_text_makes_no_day(written: str) -> None:
    assert not shows_a_day(written)


def test_a_format_as_long_as_a_book_is_answered_at_once() -> None:
    assert not shows_a_day('"' * 1_000_001 + "0")
    assert not shows_a_day("[" * 1_000_000)


def written_with(tmp_path: Path, formats: dict[str, object]) -> Path:
    """A workbook whose days or numbers each have one of these formats."""
    path = tmp_path / "file"

    def dress(made: Workbook) -> None:
        for row, written in enumerate(formats, start=2):
            made.worksheets[0].cell(row, 1).number_format = written

    path.write_bytes(book([["Year"], *([value] for value in formats.values())], change=dress))
    return path


def test_a_day_of_a_workbook_is_a_year_and_no_number_of_days(tmp_path: Path) -> None:
    path = written_with(tmp_path, dict.fromkeys(DAYS[:7], date(2025, 12, 9)))
    assert list(sheet.rows(path, "xlsx"))[1:] == [["2025-12-09"]] * 7
    reader = RowReader(Layout("x", (ColumnMap("Year", "year"),)), ["Year"])
    read = list(read_sheet(path, "xlsx", reader))
    assert [(record["year"], faults) for record, faults in read] == [(2025, [])] * 7


def test_a_number_of_a_workbook_stays_one(tmp_path: Path) -> None:
    path = written_with(tmp_path, dict.fromkeys(NUMBERS[:9], 2019))
    assert list(sheet.rows(path, "xlsx"))[1:] == [["2019"]] * 9
