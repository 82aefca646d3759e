"""What lies under a merged cell was seen by nobody: it is unreadable, never a value and never unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from carisecure.importing import sheet
from carisecure.importing.excel import Leaf
from carisecure.importing.operations import imports
from carisecure.importing.rows import RowReader, read_sheet
from carisecure.importing.survey import Names, survey
from carisecure.jobs.errors import JobRefused
from reports.importing.fields import FIELDS
from reports.importing.models import ImportBatch
from reports.importing.reference import ColumnMap, Layout, ready_layouts
from tests.people import People
from tests.reports.conftest import RunJob
from tests.reports.made import make_batch
from tests.reports.workbooks import book, ods, ods_table, with_part

LAYOUT = Layout("x", (ColumnMap("Year", "year"), ColumnMap("Sex", "gender", {"F": "woman", "M": "man"}, ("n/k",))))
Rows = Sequence[Sequence[object]]
HEAD = ["Year", "Sex"]
MERGED, HIDDEN = "merged_cell", "hidden_cell"


def excel(rows: Rows, *merged: str) -> bytes:
    """Excel empties what it covers; other programs leave it there, and so does a sheet that is written by hand."""
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    xml = f'</sheetData><mergeCells count="{len(merged)}">{areas}</mergeCells>'.encode()
    return with_part(book(rows), "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", xml))


def text(value: object, *, covered: bool = False, more: str = "") -> str:
    name = "covered-table-cell" if covered else "table-cell"
    inside = f"<text:p>{value}</text:p>" if value else ""
    kind = ' office:value-type="string"' if value else ""
    return f"<table:{name}{kind}{more}>{inside}</table:{name}>"


def spanning(value: object, down: int = 1, across: int = 1) -> str:
    return text(value, more=f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"')


def faults(path: Path, encoding: str, header: Sequence[str] = HEAD) -> list[tuple[int, str, str, str]]:
    """As an import reads it: looked at once, then read with what was found."""
    found = survey(path, encoding, Leaf(0, "", is_hidden=False), Names(FIELDS, ready_layouts()), lambda _n: None, 1)
    reading = sheet.Reading(head_row=found.head_row, merged=tuple(found.merged))
    reader = RowReader(LAYOUT, list(header))
    return [
        (f.row, f.column, f.value, f.code) for _record, found in read_sheet(path, encoding, reader, reading)
        for f in found
    ]  # fmt: skip


UNDER = [  # rows under the head, the area, what is wrong with them
    ([[2020, "F"], [2021, "M"], [2022, "n/k"]], "B2:B4", [(3, "M", HIDDEN), (4, "n/k", HIDDEN)]),
    ([[2020, None], [2021, "M"], [2022, None]], "B2:B4", [(3, "M", HIDDEN)]),
    ([[2020, "F"], [2021, None], [2022, "M"]], "B2:B4", [(3, "F", MERGED), (4, "M", HIDDEN)]),
    ([[2020, "F"], [2021, " "], [2022, "M"]], "B2:B3", [(3, "F", MERGED)]),
    ([[2020, "F"], [2021, "#REF!"], [2022, "M"]], "B2:B3", [(3, "#REF!", HIDDEN)]),
    ([[2020, "F"], [2021, "M"]], "A2:B2", [(2, "F", HIDDEN)]),
    ([[2020, None], [2021, None]], "B2:B3", []),
]


@pytest.mark.parametrize(("rows", "area", "expected"), UNDER)
def test_text_under_a_merged_cell_of_excel_is_a_fault(
    tmp_path: Path, rows: Rows, area: str, expected: list[tuple[int, str, str]]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(excel([HEAD, *rows], area))
    assert [(row, value, code) for row, _column, value, code in faults(path, "xlsx")] == expected


@pytest.mark.parametrize("first", ["F", "", None])
@pytest.mark.parametrize("covered", [True, False], ids=["said by the cell", "said by the area alone"])
def test_text_under_a_merged_cell_of_an_open_document_is_a_fault(tmp_path: Path, first: object, covered: bool) -> None:
    path = tmp_path / "file"
    rows = [[2020, spanning(first, down=3)], [2021, text("M", covered=covered)], [2022, text("n/k", covered=covered)]]
    path.write_bytes(ods(ods_table([HEAD, *rows, [2023, "M"]])))
    assert faults(path, "ods") == [(3, "Sex", "M", HIDDEN), (4, "Sex", "n/k", HIDDEN)]


def test_an_area_that_begins_in_a_row_with_nothing_in_it_covers_the_next(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(ods(ods_table([HEAD, [2020, "F"], [None, spanning("", down=2)], [2021, text("M")]])))
    assert faults(path, "ods") == [(4, "Sex", "M", HIDDEN)]
    path.write_bytes(excel([HEAD, [2020, "F"], [None, None], [2021, "M"]], "B3:B4"))
    assert faults(path, "xlsx") == [(4, "Sex", "M", HIDDEN)]


def test_rows_that_are_written_as_one_are_merged_each(tmp_path: Path) -> None:
    path = tmp_path / "file"
    row = f"{spanning(2020, across=2)}{text('', covered=True)}"
    more = f'<table:table-row table:number-rows-repeated="3">{row}</table:table-row>'
    path.write_bytes(ods(ods_table([HEAD], more=more)))
    assert faults(path, "ods") == [(row, "Sex", "2020", MERGED) for row in (2, 3, 4)]


def test_cells_that_are_written_as_one_are_merged_each(tmp_path: Path) -> None:
    path = tmp_path / "file"
    pair = spanning("", down=2).replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"')
    path.write_bytes(ods(ods_table([HEAD, [pair], [text("2021"), text("F")]])))
    assert faults(path, "ods") == [(3, "Year", "2021", HIDDEN), (3, "Sex", "F", HIDDEN)]


def test_a_million_empty_rows_with_a_merged_cell_are_no_million_areas(tmp_path: Path) -> None:
    path = tmp_path / "file"
    foot = f'<table:table-row table:number-rows-repeated="1048570">{spanning("", across=2)}</table:table-row>'
    path.write_bytes(ods(ods_table([HEAD, [2020, "F"]], more=foot)))
    assert faults(path, "ods") == []


def test_too_many_merged_cells_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    row = f'<table:table-row table:number-rows-repeated="70000">{spanning("x", across=2)}</table:table-row>'
    path.write_bytes(ods(ods_table([HEAD], more=row)))
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        faults(path, "ods")


@pytest.mark.parametrize(
    "content",
    [excel([["Year", "Sex"], [2020, "F"]], "A1:B1"),
     ods(ods_table([[spanning("Year", across=2), text("Sex", covered=True)], [2020, "F"]]))],
    ids=["xlsx", "ods"],
)  # fmt: skip
def test_a_name_of_a_column_under_a_merged_cell_is_refused(people: People, content: bytes) -> None:
    with pytest.raises(JobRefused, match="no_head") as refused:
        make_batch(people.analyst, content, file_name="a.xlsx" if content[30:38] != b"mimetype" else "a.ods")
    assert "column B is hidden under a merged cell" in str(refused.value.message)


def test_an_empty_name_under_a_merged_one_is_called_by_its_letter(people: People) -> None:
    batch = make_batch(people.analyst, excel([["Year", None], [2020, "F"]], "A1:B1"), file_name="a.xlsx")
    assert batch.columns == ["Year", "B"]


@pytest.mark.parametrize("content", [
    lambda: excel([["Year", "Sex"], [2020, None], [2021, "woman"], [2022, "man"]], "B2:B3"),
    lambda: ods(ods_table([["Year", "Sex"], [2020, spanning("", down=2)], [2021, text("woman", covered=True)],
                           [2022, "man"]])),
], ids=["xlsx", "ods"])  # fmt: skip
def test_the_page_says_that_it_is_hidden(
    people: People, analyst: Client, work: RunJob, content: Callable[[], bytes]
) -> None:
    made = content()
    batch: ImportBatch = make_batch(people.analyst, made, file_name="a.ods" if made[30:38] == b"mimetype" else "a.xlsx")
    assert batch.samples["Sex"] == ["man"], "what nobody sees is no sample of a value"
    work(imports.ask_check(batch=batch, by=people.analyst))
    batch.refresh_from_db()
    assert [(fault["row"], fault["code"]) for fault in batch.faults] == [(3, HIDDEN)]
    assert "hidden under a merged cell" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_openpyxl_itself_empties_what_it_covers() -> None:
    """Why these workbooks are changed by hand."""
    made = Workbook()
    page = made.worksheets[0]
    page["A1"], page["A2"] = "F", "M"
    page.merge_cells("A1:A2")
    assert page["A2"].value is None
