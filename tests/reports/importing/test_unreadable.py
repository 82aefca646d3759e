"""Unreadable is never unknown: a formula without its value and an error are faults, with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from carisecure.importing import sheet
from carisecure.importing.cells import Unreadable, readable
from carisecure.importing.rows import RowReader, read_sheet
from reports.importing.reference import ColumnMap, Layout
from tests.reports.workbooks import book, ods, ods_table, with_part

LAYOUT = Layout("x", (ColumnMap("Year", "year"), ColumnMap("Sex", "gender", {"F": "woman"}, ("n/k", "#N/A"))))
ROWS: list[list[object]] = [["Year", "Sex"], [2020, "F"]]


def faults(path: Path, encoding: str, **how: object) -> list[tuple[int, str, str, str]]:
    reader = RowReader(LAYOUT, ["Year", "Sex"])
    reading = sheet.Reading(**how)  # type: ignore[arg-type]
    return [
        (f.row, f.column, f.value, f.code) for _record, found in read_sheet(path, encoding, reader, reading)
        for f in found
    ]  # fmt: skip


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_of_excel_is_a_fault(tmp_path: Path, error: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(book([*ROWS, [2021, error]]))
    assert faults(path, "xlsx") == [(3, "Sex", error, "error_cell")]


@pytest.mark.parametrize(
    "error", ["#N/A", "#N/D", "#¡REF!", "#¿NOMBRE?", "#¡DIV/0!", "Err:502", "#VALOR!", "########", "#SPILL!", " #n/a "]
)
def test_the_word_of_an_error_is_a_fault_in_any_kind_of_file(tmp_path: Path, error: str) -> None:
    """A mapping that calls it unknown (a column of the layout above does) changes nothing."""
    path = tmp_path / "file"
    path.write_text(f"Year,Sex\n2020,F\n2021,{error}\n")
    assert faults(path, "utf-8") == [(3, "Sex", error.strip(), "error_cell")]
    path.write_bytes(ods(ods_table([*ROWS, [2021, error]])))
    assert faults(path, "ods") == [(3, "Sex", error.strip(), "error_cell")]


@pytest.mark.parametrize("value", ["#1", "no. #", "Err", "N/A", "#hashtag", "F#"])
def test_a_word_that_is_no_error_stays_one(value: str) -> None:
    assert not isinstance(readable(value), Unreadable)


@pytest.mark.parametrize("formula", ["=A3+1", '=IF(A3>0,"F","M")', "=VLOOKUP(A3,Other!A:B,2,FALSE)"])
def test_a_formula_without_its_value_is_a_fault(tmp_path: Path, formula: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(book([*ROWS, [2021, formula], [formula, "F"]]))
    assert faults(path, "xlsx") == [(3, "Sex", formula, "no_value"), (4, "Year", formula, "no_value")]


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def calculated(xml: bytes) -> bytes:
        for empty in (b"<v></v>", b"<v />", b"<v/>"):
            xml = xml.replace(b"<f>A2</f>" + empty, b"<f>A2</f><v>2020</v>")
            xml = xml.replace(b'r="B3"><f>B2</f>' + empty, b'r="B3" t="str"><f>B2</f><v>F</v>')
        return xml

    path.write_bytes(with_part(book([*ROWS, ["=A2", "=B2"]]), "xl/worksheets/sheet1.xml", calculated))
    assert list(sheet.rows(path, "xlsx"))[2] == ["2020", "F"]
    assert faults(path, "xlsx") == []


def test_a_formula_that_says_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    """Excel writes it as a text with nothing in it: that is a value."""
    path = tmp_path / "file"

    def empty_text(xml: bytes) -> bytes:
        return xml.replace(b'r="B3"><f>""</f><v></v>', b'r="B3" t="str"><f>""</f><v></v>').replace(
            b'r="B3"><f>""</f><v />', b'r="B3" t="str"><f>""</f><v />'
        )

    path.write_bytes(with_part(book([*ROWS, [2021, '=""']]), "xl/worksheets/sheet1.xml", empty_text))
    assert faults(path, "xlsx") == []


def test_an_open_document_tells_its_errors_and_formulas_without_a_value(tmp_path: Path) -> None:
    path = tmp_path / "file"
    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    empty = '<table:table-cell table:formula="of:=[.A3]"/>'
    number = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>Err:532</text:p>'
        "</table:table-cell>"
    )
    path.write_bytes(ods(ods_table([*ROWS, [2021, error], [empty, "F"], [number, "F"]])))
    assert [(row, column, code) for row, column, _value, code in faults(path, "ods")] == [
        (3, "Sex", "error_cell"), (4, "Year", "no_value"), (5, "Year", "error_cell"),
    ]  # fmt: skip


def test_what_a_merged_cell_shows_in_other_rows_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def merge(made: Workbook) -> None:
        made.worksheets[0].merge_cells("B2:B4")

    path.write_bytes(book([*ROWS, [2021, None], [2022, None], [2023, None]], change=merge))
    merged = ((2, 1, 4, 1),)
    assert faults(path, "xlsx", merged=merged) == [(3, "Sex", "F", "merged_cell"), (4, "Sex", "F", "merged_cell")]


def test_an_error_in_the_head_is_refused_by_its_letter(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(book([["Year", "#REF!"], [2020, "F"]]))
    with pytest.raises(sheet.FileRefused, match="no_head") as refused:
        sheet.look_into(path, "xlsx", None, frozenset({0, 1}))
    assert "column B" in refused.value.message


def test_an_error_in_a_column_that_is_not_read_is_nobodys_fault(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("Year,Sex,Note\n2020,F,#N/A\n")
    reader = RowReader(LAYOUT, ["Year", "Sex", "Note"])
    assert [found for _record, found in read_sheet(path, "utf-8", reader)] == [[]]
