"""The case sheet of HTCDS 2.0 goes in as it is published; .xlsm and .ods say what they are."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from carisecure.importing import kinds, sheet
from carisecure.importing.operations import imports
from carisecure.importing.rows import RowReader
from carisecure.jobs.errors import JobRefused
from reports.importing.receiving import receive_file
from reports.importing.reference import ColumnMap, Layout
from reports.record.models import ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.made import make_batch
from tests.reports.workbooks import DATA, HTCDS_LABELS, book, htcds, ods, ods_table, with_part

TEMPLATE = DATA / "htcds" / "htcds_v2.0.xlsx"
PEOPLE: list[dict[str, Any]] = [
    {
        "Case Owner": "desk", "Gender": "Feminine", "Citizenship": "Venezuela (Bolivarian Republic of)",
        "Methods of Control": "Physical threats;Debt bondage",
        "Type of Exploitation": "Sexual exploitation;Forced labour", "Incoming Referral Date": dt.date(2024, 5, 3),
    },
    {
        "Gender": "Masculine", "Citizenship": "República Dominicana", "Methods of Control": "WithholdsDocuments",
        "Type of Exploitation": "ForcedMarriage", "Incoming Referral Date": dt.date(2023, 12, 31),
    },
    {
        "Gender": "Not Specified/Unknown", "Citizenship": "TT", "Type of Exploitation": "Forced labour",
        "Forced Labour Industry": "Construction", "Incoming Referral Date": 2022,
        "Reason for Outgoing Referral": "moved",
    },
]  # fmt: skip


def check_filled(people: People, work: RunJob, content: bytes, empty: int) -> None:
    batch = make_batch(people.analyst, content, file_name="htcds.xlsx")
    assert (batch.state, batch.mapping_name) == ("received", "HTCDS 2.0 case sheet")
    assert batch.columns[0] == "A"
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 3, "faults": 0}
    batch.refresh_from_db()
    assert batch.opening.left_out == empty
    work(imports.ask_commit(batch=batch, by=people.analyst))
    records = list(ReferenceRecord.objects.order_by("row_number"))
    assert [(r.row_number, r.year, r.gender, r.citizenship) for r in records] == [
        (3, 2024, "woman", "VE"), (4, 2023, "man", "DO"), (5, 2022, "", "TT"),
    ]  # fmt: skip
    assert [r.means for r in records] == [["debt_bondage_earnings", "threats"], ["withhold_documents"], []]
    assert [r.exploitation for r in records] == ["", "other", "forced_labour"]
    assert (records[0].is_sexual_exploitation, records[0].is_forced_labour) == (True, True)
    assert records[2].labour_type == "construction"


def test_a_filled_case_sheet(people: People, work: RunJob) -> None:
    check_filled(people, work, htcds(*PEOPLE, empty=995), 995)


def test_the_rows_with_only_a_number_are_said(analyst: Client, people: People, work: RunJob) -> None:
    batch = make_batch(people.analyst, htcds(*PEOPLE, empty=7), file_name="htcds.xlsx")
    work(imports.ask_check(batch=batch, by=people.analyst))
    assert "7 rows left out" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_the_page_shows_what_the_file_uses_of_a_long_mapping(analyst: Client, people: People) -> None:
    batch = make_batch(people.analyst, htcds(*PEOPLE), file_name="htcds.xlsx")
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "<code>Physical threats</code> → Threats" in page
    assert "<code>ExcessiveWorkingHours</code>" not in page
    assert "more that this file does not use" in page
    imports.choose_columns(batch=batch, columns={"Incoming Referral Date": "year"}, by=people.analyst)
    assert "more that this file does not use" not in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_an_empty_case_sheet_has_no_row(people: People, work: RunJob) -> None:
    batch = make_batch(people.analyst, htcds(), file_name="htcds.xlsx")
    with pytest.raises(JobRefused, match="no_rows"):
        work(imports.ask_check(batch=batch, by=people.analyst))


@pytest.mark.skipif(not TEMPLATE.exists(), reason="the published case sheet is not kept in the project")
def test_the_published_file_itself(people: People, work: RunJob) -> None:
    made = load_workbook(TEMPLATE)
    page = made.worksheets[0]
    columns = {cell.value: cell.column for cell in page[2] if cell.value}
    for row, person in enumerate(PEOPLE, start=3):
        for label, value in person.items():
            page.cell(row, columns[label]).value = value
    stream = io.BytesIO()
    made.save(stream)
    check_filled(people, work, stream.getvalue(), 997)


def test_the_names_of_its_form_are_suggested_too(people: People) -> None:
    head = ["prs_Gender", "vic_MethodsOfControl", "vic_TypeOfExploitation", "cas_IncomingReferralDate"]
    row = ["Feminine", "PhysicalThreats DebtBondage", "SexualExploitation ForcedLabour", "2024-05-03"]
    batch = make_batch(people.analyst, f"{','.join(head)}\n{','.join(row)}\n".encode())
    found = {c["column"]: (c["field"], c["separator"]) for c in batch.mapping["columns"]}
    assert found["cas_IncomingReferralDate"] == ("year", None)
    assert found["prs_Gender"][0] == "gender"
    assert (found["vic_MethodsOfControl"][0], found["vic_TypeOfExploitation"][0]) == ("means", "exploitation")


@pytest.mark.parametrize(
    ("full", "names"),
    [({0, 2}, ["A", "", "Sex"]), ({2}, ["", "", "Sex"]), ({0, 1, 2, 35}, ["A", "B", "Sex", *[""] * 32, "AJ"])],
)
def test_an_empty_name_is_a_letter_above_something_and_nothing_above_nothing(full: set[int], names: list[str]) -> None:
    assert sheet.check_header(["", " ", "Sex", ""], frozenset(full)) == names


def test_a_letter_that_is_a_name_already_is_told_apart() -> None:
    assert sheet.check_header(["", "A"], frozenset({0, 1})) == ["A (1)", "A"]


@pytest.mark.parametrize(
    ("cell", "year", "fault"),
    [
        ("2024-05-03", 2024, ""), ("2024-05-03 14:30:00", 2024, ""), ("03/05/2024", 2024, ""), ("31.12.2023", 2023, ""),
        ("5-3-2024", 2024, ""), ("1905-07-06", 0, "year_as_date"), ("1905", 1905, ""), ("25/09/13", 0, "not_a_year"),
        ("Sep 2013", 0, "not_a_year"), ("2999-01-01", 0, "not_a_year"), ("45000", 0, "not_a_year"), ("", 0, "no_year"),
    ],
)  # fmt: skip
def test_a_date_where_a_year_is_wanted(cell: str, year: int, fault: str) -> None:
    record, faults = RowReader(Layout("x", (ColumnMap("y", "year"),)), ["y"]).read(2, [cell])
    assert [f.code for f in faults] == ([fault] if fault else [])
    assert record.get("year", 0) == year


def test_the_number_of_a_person_alone_is_left_out_but_a_year_alone_is_a_row() -> None:
    numbered = RowReader(Layout("x", (ColumnMap("No.", "source_id"), ColumnMap("Year", "year"))), ["No.", "Year"])
    rows = (["1", "2020"], ["2", ""], ["3", "2021"], ["3", ""], ["x", ""], ["", "2020"])
    assert [numbered.is_counter_alone(row) for row in rows] == [False, True, False, False, False, False]
    years = RowReader(Layout("x", (ColumnMap("Year", "year"),)), ["Year"])
    assert not years.is_counter_alone(["2020"])


def test_a_book_with_macros_is_read_and_called_by_its_kind(analyst: Client, people: People, work: RunJob) -> None:
    content = with_part(book([["Year", "Sex"], [2020, "woman"]]), "xl/vbaProject.bin", lambda _old: b"no macro")
    batch = make_batch(people.analyst, content, file_name="register.xlsm")
    assert batch.encoding == "xlsm"
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 1, "faults": 0}
    assert "xlsm" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_an_open_document_is_read(people: People, work: RunJob) -> None:
    day = 'office:value-type="date" office:date-value="2024-05-03"'
    date = f"<table:table-cell {day}><text:p>3/5/24</text:p></table:table-cell>"
    word = (
        "<text:p>wo<text:span>man</text:span></text:p><office:annotation><text:p>a remark</text:p></office:annotation>"
    )
    twice = (
        '<table:table-row table:number-rows-repeated="2">'
        '<table:table-cell office:value-type="float" office:value="2021"/>'
        f'<table:table-cell office:value-type="string">{word}</table:table-cell></table:table-row>'
    )
    foot = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = ods(ods_table([["Year", "Sex"], [date, "man"]], more=twice + foot))
    batch = make_batch(people.analyst, content, file_name="register.ods")
    assert batch.encoding == "ods"
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 3, "faults": 0}
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=people.analyst))
    found = ReferenceRecord.objects.order_by("row_number").values_list("row_number", "year", "gender")
    assert list(found) == [(2, 2024, "man"), (3, 2021, "woman"), (4, 2021, "woman")]


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


LOCKED = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
OTHERS = {
    "xlsb": (zipped("xl/workbook.bin"), "a.xlsb", "binary Excel workbook"),
    "word": (zipped("word/document.xml"), "a.docx", "Word document"),
    "zip": (zipped("list.csv"), "a.zip", "a zip archive"),
    "numbers": (zipped("Index/Document.iwa"), "a.numbers", "Apple Numbers"),
    "text_document": (zipped("mimetype").replace(b"x", b"x"), "a.odt", "a zip archive"),
    "ods_named_csv": (ods(ods_table([["Year"], [2020]])), "a.csv", "does not end in .ods"),
    "ods_locked": (ods(ods_table([["Year"]]), manifest=LOCKED), "a.ods", "with a password only"),
    "xlsx_locked": (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.xlsx", "with a password only"),
}


@pytest.mark.parametrize(("content", "name", "words"), OTHERS.values(), ids=OTHERS)
def test_other_files_are_called_what_they_are(people: People, content: bytes, name: str, words: str) -> None:
    enter(people.analyst)
    with pytest.raises(ValidationError) as refused:
        receive_file(
            chunks=[content], file_name=name, collection=None, new_collection="x", layout="", by=people.analyst
        )
    assert words in str(refused.value)


def test_the_labels_of_the_test_are_those_of_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(htcds(*PEOPLE))
    assert kinds.encoding_of(path, "a.xlsx") == "xlsx"
    head = list(sheet.rows(path, "xlsx"))[1]
    assert head == list(HTCDS_LABELS)
