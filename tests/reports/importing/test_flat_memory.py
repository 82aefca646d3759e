"""A process stays flat whatever is uploaded: what a file unpacks to is bounded, and read row by row."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from carisecure.importing import archive, kinds, sheet
from carisecure.importing.cells import Unreadable
from carisecure.importing.survey import Names, survey
from reports.importing.fields import FIELDS
from reports.importing.reference import ready_layouts
from tests.reports.workbooks import book, ods, ods_table, with_part, with_shared

MEGABYTE = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def peak(work: Callable[[], object]) -> float:
    """How many megabytes are held at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


def read_all(path: Path, encoding: str = "xlsx") -> int:
    return sum(1 for _row in sheet.rows(path, encoding))


def look(path: Path, encoding: str = "xlsx") -> None:
    (leaf,) = sheet.leaves(path, encoding)
    survey(path, encoding, leaf, Names(FIELDS, ready_layouts()), lambda _n: None)


def rows_of(count: int) -> Callable[[bytes], bytes]:
    """A sheet of so many rows, without making it row by row."""

    def change(xml: bytes) -> bytes:
        head = xml.partition(b"<sheetData>")[0]
        one = '<row r="{0}"><c r="A{0}"><v>{1}</v></c><c r="B{0}" t="inlineStr"><is><t>n{2}</t></is></c></row>'
        rows = (one.format(n, 1900 + n % 120, n * n % 99_991) for n in range(1, count + 1))
        return head + b"<sheetData>" + "".join(rows).encode() + b"</sheetData></worksheet>"

    return change


@pytest.fixture
def base() -> bytes:
    return book([["Year", "Sex"], [2020, "woman"]])


def test_many_rows_take_no_more_memory_than_few(tmp_path: Path, base: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(with_part(base, SHEET, rows_of(100_000)))
    assert path.stat().st_size < 2 * MEGABYTE
    assert peak(lambda: read_all(path)) < 4
    assert peak(lambda: look(path)) < 4


def test_what_the_request_does_with_it_takes_next_to_nothing(tmp_path: Path, base: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(with_part(base, SHEET, rows_of(200_000)))
    assert peak(lambda: kinds.encoding_of(path, "a.xlsx")) < 3


def test_texts_that_cells_share_are_bounded(tmp_path: Path, base: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    texts = "".join(f"<si><t>{n * n}</t></si>" for n in range(20_000)).encode()
    path.write_bytes(with_shared(base, b"<sst>" + texts + b"</sst>"))
    assert read_all(path) == 2
    monkeypatch.setattr("carisecure.importing.excel.MOST_SHARED", 10_000)
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        read_all(path)


@pytest.mark.parametrize("part", [STRINGS, "xl/styles.xml", "xl/workbook.xml"])
def test_every_part_is_bounded_whatever_size_it_declares(
    tmp_path: Path, base: bytes, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    base = with_shared(base, b"<sst/>")
    path.write_bytes(with_part(base, part, lambda old: old + b" " * (archive.SHARED_PART + MEGABYTE)))
    monkeypatch.setattr(archive, "RATIO_AT_MOST", 1 << 40)
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        read_all(path)


def test_a_book_that_unpacks_to_a_thousand_times_itself_is_refused_at_once(tmp_path: Path, base: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(with_part(base, SHEET, lambda old: old + b" " * (60 * MEGABYTE)))
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        kinds.encoding_of(path, "a.xlsx")


def test_a_directory_larger_than_a_book_has_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(14_000):
            made.writestr(f"xl/{'n' * 60}{number}", b"")
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        kinds.encoding_of(path, "a.xlsx")


def test_what_comes_out_is_counted_whatever_size_was_declared() -> None:
    counted = archive._Counted(io.BytesIO(b"x" * 1_000), 900)
    assert len(counted.read(800)) == 800
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        counted.read(800)


def test_texts_that_cells_share_are_read(tmp_path: Path, base: bytes) -> None:
    path = tmp_path / "file"
    rich = b"<si><r><t>wo</t></r><r><t>man</t></r><rPh><t>x</t></rPh></si>"
    texts = b"<sst><si><t>Year</t></si>" + rich + b"<si><t>#N/A</t></si></sst>"
    second = b'<row><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
    rows = b'<sheetData><row><c t="s"><v>0</v></c></row>' + second + b"</sheetData>"
    page = with_part(base, SHEET, lambda old: old.partition(b"<sheetData>")[0] + rows + b"</worksheet>")
    path.write_bytes(with_shared(page, texts))
    found = list(sheet.rows(path, "xlsx"))
    assert found == [["Year"], ["woman", "#N/A"]]
    assert isinstance(found[1][1], Unreadable)


CROOKED = {
    "a_document_type": b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet><sheetData><row><c t="str"><v>&a;</v></c></row>',
    "a_tag_without_end": b'<worksheet><sheetData><row r="' + b"1" * (3 * MEGABYTE),
    "tags_in_tags": b"<worksheet>" + b"<a>" * 100,
    "a_text_without_end": b'<worksheet><sheetData><row><c t="str"><v>' + b"x" * (3 * MEGABYTE),
    "broken_off": b"<worksheet><sheetData><row><c><v>2020</v>",
    "no_number": b'<worksheet><sheetData><row r="one"><c><v>2020</v></c></row></sheetData></worksheet>',
    "no_such_text": b'<worksheet><sheetData><row><c t="s"><v>99</v></c></row></sheetData></worksheet>',
    "backwards": b'<worksheet><sheetData><row r="9"/><row r="2"/></sheetData></worksheet>',
}


@pytest.mark.parametrize("xml", CROOKED.values(), ids=CROOKED)
def test_what_could_make_the_parser_grow_is_refused(tmp_path: Path, base: bytes, xml: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(with_part(base, SHEET, lambda _old: xml))
    with pytest.raises(sheet.FileRefused) as refused:
        read_all(path)
    assert refused.value.code in {"broken_excel", "too_packed", "long_cell"}


def test_repeated_rows_of_an_open_document_are_counted_and_not_unfolded_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    many = 'office:value-type="string" table:number-columns-repeated="900"'
    cell = f"<table:table-cell {many}><text:p>x</text:p></table:table-cell>"
    more = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    path.write_bytes(ods(ods_table([["Year", "Sex"]], more=more)))
    with pytest.raises(sheet.FileRefused, match="too_packed"):
        read_all(path, "ods")
    few = more.replace("1000000", "2000")
    path.write_bytes(ods(ods_table([["Year"] * 900], more=few)))
    assert peak(lambda: read_all(path, "ods")) < 4
