"""What leaves as a sheet: no cell of a CSV begins a formula, and the one writer of workbooks writes texts as texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from carisecure.sheets import LONGEST_CELL, Book, Look, csv_bytes, safe_text

DANGEROUS = [
    "=1+1", "+1868", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", " \u00a0 =1", "|calc",
    "%0A", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "  \t@x",
]  # fmt: skip
HARMLESS = ["Persons", "9 to 17", "<5", "", "a=b", "2012-01", "hidden"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers() -> None:
    written = csv_bytes([[-5, 1.5, "-5", None, 0]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == ["-5", "1.5", "'-5", "", "0"]


def written(fill: Callable[[Book], None], **about: str) -> Any:
    stream = io.BytesIO()
    with Book(stream, **{"title": "Figures", **about}) as book:
        fill(book)
    return load_workbook(stream)


def one_sheet(*rows: list[object]) -> Any:
    def fill(book: Book) -> None:
        sheet = book.sheet("One", ())
        for row in rows:
            sheet.row(row)

    return written(fill)["One"]


@pytest.mark.parametrize(
    "text", [*DANGEROUS, "https://example.org", "mailto:a@example.org", "0042", "1e5", "{=1}", "TRUE"]
)
def test_a_text_of_a_workbook_is_a_text_whatever_it_begins_with(text: str) -> None:
    cell = one_sheet([text])["A1"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert unescape(cell.value) == text


def test_a_number_of_a_workbook_is_a_number_and_nothing_else_is() -> None:
    row = one_sheet([8, -1.5, 0, True, "8", None])[1]
    assert [(cell.data_type, cell.value) for cell in row[:5]] == [
        ("n", 8), ("n", -1.5), ("n", 0), ("s", "True"), ("s", "8"),
    ]  # fmt: skip
    assert len(row) == 5 or row[5].value in (None, "")


def test_a_text_too_long_for_a_cell_goes_on_below_and_the_next_row_follows_it() -> None:
    long = "word " * (2 * LONGEST_CELL // 5 + 1)
    sheet = one_sheet(["Note", long, "aside"], ["Next", "short"])
    assert [row[0].value for row in sheet.iter_rows()] == ["Note", None, None, "Next"]
    assert "".join(sheet.cell(number, 2).value for number in (1, 2, 3)) == long
    assert sheet["B4"].value == "short"
    assert max(len(str(row[1].value)) for row in sheet.iter_rows()) <= LONGEST_CELL


def test_a_row_without_cells_is_an_empty_row() -> None:
    assert [row[0].value for row in one_sheet(["a"], [], ["b"]).iter_rows()] == ["a", None, "b"]


def test_looks_widths_and_what_stands_on_paper() -> None:
    def fill(book: Book) -> None:
        sheet = book.sheet(
            "A name of more than thirty-one signs", (34, 90), above="Ours & theirs", below=("CS-1", "Copy 2")
        )
        for look in Look:
            sheet.row(["first", "second", "third"], look)
        book.sheet("Bare", (12,))

    book = written(fill, title="Title", subject="Subject")
    assert (book.properties.title, book.properties.subject) == ("Title", "Subject")
    sheet, bare = book.worksheets
    assert (sheet.title, bare.title) == ("A name of more than thirty-one ", "Bare")
    bold = [[bool(cell.font.b) for cell in row] for row in sheet.iter_rows()]
    assert bold == [[False, False, False], [True, True, True], [True, False, False]]
    assert [bool(cell.alignment.wrap_text) for cell in sheet[3]] == [False, True, True]
    assert [round(sheet.column_dimensions[name].width) for name in "AB"] == [35, 91]
    assert sheet.oddHeader.center.text == "Ours && theirs"
    foot = sheet.oddFooter
    assert (foot.left.text, foot.center.text, foot.right.text) == ("CS-1", "Copy 2", "&P / &N")
    assert not bare.oddHeader.center.text
    assert not bare.oddFooter.right.text


def test_nothing_of_a_workbook_touches_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a temporary file")

    before = set(Path(gettempdir()).iterdir())
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert one_sheet(["a"])["A1"].value == "a"
    assert set(Path(gettempdir()).iterdir()) <= before


def test_a_workbook_that_failed_half_way_is_not_written() -> None:
    stream = io.BytesIO()

    def fail() -> None:
        with Book(stream, title="Half") as book:
            book.sheet("One", ()).row(["a"])
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert stream.getvalue() == b""
