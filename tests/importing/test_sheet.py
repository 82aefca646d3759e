"""Bytes to rows: what is refused says what it is and what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from carisecure.importing import kinds, sheet
from carisecure.importing.cells import Line
from tests.reports.sheets import ctdc


def excel(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


REFUSED = {
    "empty": (b"", "a.csv", "is empty"),
    "blank": (b" \n\r\n", "a.csv", "is empty"),
    "excel_named_csv": (excel([["a"]]), "a.csv", "is an Excel file"),
    "old_excel": (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.csv", "old Excel file"),
    "utf_16": (ctdc().decode().encode("utf-16"), "a.csv", "UTF-16"),
    "utf_16_without_mark": (ctdc().decode().encode("utf-16-le"), "a.csv", "UTF-16"),
    "latin_1": (
        "Year,País\n2020,España\n".encode("latin-1"),
        "a.csv",
        "Latin-1 or Windows-1252 (first seen in line 1)",
    ),
    "late_latin_1": (b"Year\n" + b"2020\n" * 300_000 + "ñ\n".encode("cp1252"), "a.csv", "line 300002"),
    "broken_excel": (b"PK\x03\x04" + b"x" * 100, "a.xlsx", "damaged"),
    "web_page": (b"<html><table><tr><td>Year</td></tr></table></html>", "a.xls", "is a web page"),
    "nul": (b"Year\n" + b"2020\n" * 9 + b"\x00" * 3, "a.csv", "holds bytes"),
}


@pytest.mark.parametrize(("content", "name", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_before_a_row_is_read(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(sheet.FileRefused) as refused:
        sheet.encoding_of(path, name)
    assert words in refused.value.message


def test_an_excel_file_damaged_inside_is_refused_where_its_rows_are_read(tmp_path: Path) -> None:
    path, whole = tmp_path / "file", io.BytesIO(excel([["Year"], [2020]]))
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(path, "w") as damaged:
        for name in book.namelist():
            content = book.read(name)
            damaged.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    assert sheet.encoding_of(path, "a.xlsx") == sheet.XLSX
    with pytest.raises(sheet.FileRefused) as refused:
        sheet.look_into(path, sheet.XLSX)
    assert "damaged" in refused.value.message


def test_an_accent_across_two_blocks_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "BLOCK", 7)
    path = tmp_path / "file"
    path.write_bytes("Year,Pá\n2020,ññññññññ\n".encode())
    assert sheet.encoding_of(path, "a.csv") == "utf-8"
    path.write_bytes("Year\n2020\n".encode("utf-8-sig"))
    assert sheet.encoding_of(path, "a.csv") == "utf-8-sig"
    assert next(sheet.rows(path, "utf-8-sig")) == ["Year"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_head(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "file"
    path.write_text(f"Year{delimiter}Sex\n2020{delimiter}F\n")
    assert list(sheet.rows(path, "utf-8")) == [["Year", "Sex"], ["2020", "F"]]


def test_excel_gives_the_same_texts(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(excel([["Year", "Sex"], [2020.0, None]]))
    assert sheet.encoding_of(path, "a.XLSX") == "xlsx"
    assert list(sheet.rows(path, "xlsx")) == [["Year", "Sex"], ["2020", ""]]


def cornered(path: Path, *, value: str = "", cell: str = "XFD1048576") -> None:
    """A small sheet, one of whose far cells was touched: filled with a colour, or written into."""
    book = Workbook()
    first = book.worksheets[0]
    for row in (["Year", "Sex"], [2020, "F"], [2021, None], [None, None], ["2022", "M"]):
        first.append(row)
    first[cell].fill = PatternFill("solid", fgColor="FFFF00")
    if value:
        first[cell].value = value
    book.save(path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How wide each row was that came out of the Excel file."""
    widths: list[int] = []
    lazily = sheet._read_lazily

    def counted(found: Iterator[Line]) -> Iterator[Line]:
        for line in lazily(found):
            widths.append(len(line.cells))
            yield line

    monkeypatch.setattr(sheet, "_read_lazily", counted)
    return widths


TABLE = [["Year", "Sex"], ["2020", "F"], ["2021", ""], ["", ""], ["2022", "M"]]


@pytest.mark.parametrize("value", ["", "a stray word"])
def test_a_cell_in_the_last_corner_keeps_no_page_waiting(tmp_path: Path, read: list[int], value: str) -> None:
    path = tmp_path / "file"
    cornered(path, value=value)
    assert path.stat().st_size < 10_000
    assert sheet.look_into(path, sheet.XLSX)[1]["Year"] == ["2020", "2021", "2022"]
    assert len(read) == len(TABLE) + sheet.MOST_BLANK_ROWS
    assert sum(read) < 20, "cells"


def test_rows_far_apart_keep_no_page_waiting_either(tmp_path: Path, read: list[int]) -> None:
    path, book = tmp_path / "file", Workbook()
    for row in range(1, 30):
        book.worksheets[0].cell(row=row * 900, column=1).value = 2020
    book.worksheets[0]["A1"].value = "Year"
    book.save(path)
    assert sheet.look_into(path, sheet.XLSX) == (["Year"], {"Year": ["2020"]})
    assert len(read) == sheet.LOOKED_AT_ROWS + 1


def test_a_format_in_the_last_corner_adds_nothing_to_what_is_read(tmp_path: Path, read: list[int]) -> None:
    path = tmp_path / "file"
    cornered(path)
    rows = list(sheet.rows(path, sheet.XLSX))
    assert rows[: len(TABLE)] == TABLE
    assert rows[len(TABLE) :] == [["", ""]] * sheet.MOST_BLANK_ROWS
    assert sum(read) < 16_400, "only the last row is as wide as that"


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("A1006", "", ""),
        ("A1007", "gap", "Row 1007 has content after more than 1,000 empty rows"),
        ("XFD1048576", "too_wide", "Row 1048576 has more than 1,000 columns"),
        ("ALM3", "too_wide", "Row 3 has more than 1,000 columns"),
        ("ALM1", "too_wide", "Row 1 has more than 1,000 columns"),
    ],
)
def test_what_stands_far_from_the_table_is_refused(tmp_path: Path, cell: str, code: str, words: str) -> None:
    path = tmp_path / "file"
    cornered(path, value="2023", cell=cell)
    if not code:
        assert list(sheet.rows(path, sheet.XLSX))[-1] == ["2023", ""]
        return
    with pytest.raises(sheet.FileRefused) as refused:
        list(sheet.rows(path, sheet.XLSX))
    assert (refused.value.code, words in refused.value.message) == (code, True)


def test_a_format_beside_the_table_is_no_column(tmp_path: Path) -> None:
    path = tmp_path / "file"
    cornered(path, cell="XFD3")
    assert list(sheet.rows(path, sheet.XLSX)) == TABLE


def test_a_row_that_no_excel_has_is_damage(tmp_path: Path) -> None:
    """Else its reading would not end: the rows between are made up one by one."""
    path, whole = tmp_path / "file", io.BytesIO(excel([["Year"], [2020]]))
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(path, "w") as damaged:
        for name in book.namelist():
            content = book.read(name)
            damaged.writestr(name, content.replace(b'"2"', b'"99999999999"') if "sheet1" in name else content)
    with pytest.raises(sheet.FileRefused) as refused:
        list(sheet.rows(path, sheet.XLSX))
    assert refused.value.code == "broken_excel"


def test_a_head_wider_than_any_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(",".join(f"c{n}" for n in range(sheet.MOST_COLUMNS + 1)) + "\n1\n")
    with pytest.raises(sheet.FileRefused) as refused:
        sheet.look_into(path, "utf-8")
    assert refused.value.code == "too_wide"


@pytest.mark.parametrize(
    ("content", "words"),
    [("Year,Year\n2020,1\n", "same name"), ("Year,,Sex\n2020,1,F\n", "one of them is empty"), ("Year,Sex\n", "no row")],
)
def test_a_head_that_cannot_be_read(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(sheet.FileRefused) as refused:
        sheet.look_into(path, "utf-8")
    assert words in refused.value.message


def test_quotation_marks_that_do_not_match_stop_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text('Year,Sex\n2020,F\n2021,"F\n')
    with pytest.raises(sheet.FileRefused) as refused:
        list(sheet.rows(path, "utf-8"))
    assert "quotation marks" in refused.value.message


def test_a_cell_that_is_too_long_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("Year,Sex\n2020,F\n2021," + "F" * 140_000 + "\n")
    with pytest.raises(sheet.FileRefused) as refused:
        list(sheet.rows(path, "utf-8"))
    assert refused.value.code == "long_cell"
    assert "line 3" in refused.value.message
