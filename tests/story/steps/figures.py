"""The analyst: a sheet goes into a collection and out of it, and figures are counted of it and of the unit."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.story.driver import Visitor

SMALL = Path("reports/importing/samples/small_sheet.csv")
# Beside the project where it is at hand, and never part of it.
PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "data" / "ctdc_cases_2012_2016.csv"
KNOWN = ["120", "237", "212", "2,218", "3,711"]
INTERNAL = "internal, not for release"


def import_sheet(analyst: Visitor, sheet: Path, name: str, rows: str) -> str:
    """Dry run, then for good. Returns the address of the import."""
    analyst.go("/figures/import/")
    analyst.page.locator("[name=file]").set_input_files(sheet)
    analyst.fill(new_collection=name)
    analyst.press("Send the file")
    address = analyst.path
    expect(analyst.page.locator("main")).to_contain_text("check it first", timeout=60_000)
    analyst.press("Check the file")
    analyst.has(f"All {rows} rows can be read. Nothing has been written yet.")
    analyst.look(f"checked {name}")
    analyst.press(f"Put {rows} records into the collection")
    expect(analyst.page.locator("main")).to_contain_text(f"{rows} records are in the collection", timeout=60_000)
    analyst.look(f"committed {name}")
    return address


def undo(analyst: Visitor, address: str) -> None:
    analyst.go(address)
    analyst.page.get_by_text("Undo this import").click()
    analyst.press("Take all of them out")
    analyst.has("All its records have been taken out")


def count_collection(analyst: Visitor, address: str, *, years: tuple[int, int]) -> str:
    analyst.go(address)
    analyst.follow("Count figures of this collection")
    analyst.fill(year_from=str(years[0]), year_to=str(years[1]))
    return _count(analyst)


def count_unit(analyst: Visitor) -> str:
    analyst.go("/figures/new/")
    return _count(analyst)


def ask_for_unit(analyst: Visitor) -> str:
    """Ask and do not wait. Returns the address of the run."""
    analyst.go("/figures/new/")
    analyst.press("Count")
    return analyst.path


def _count(analyst: Visitor) -> str:
    analyst.press("Count")
    expect(analyst.page.get_by_text("SHA-256 of the numbers")).to_be_visible(timeout=60_000)
    drawn = "[...document.querySelectorAll('canvas')].every((one) => window.Chart.getChart(one))"
    assert analyst.page.evaluate(drawn), "the charts came with the figures, without opening the page again"
    analyst.look("counted")
    analyst.has("Internal, not for release")
    expect(analyst.page.locator("canvas").first).to_be_visible()
    return analyst.path


def known_totals(analyst: Visitor) -> None:
    """What the publisher says of the file (data 2012 to 2016)."""
    text = analyst.page.locator(".figure-panel").all_inner_texts()
    assert any(all(number in one.split() for number in KNOWN) for one in text), text[0]
    whole = "\n".join(text)
    rows = analyst.page.locator(".figure-panel tr").all_inner_texts()
    cells = [row.split("\t") for row in rows]
    assert "persons in reference records" in whole
    totals = [sum(_number(one) for one in row[1:6]) for row in cells]
    assert {4616, 1881} <= set(totals), cells


def _number(text: str) -> int:
    """Zero for what is no number, such as the head of a column."""
    bare = text.strip().replace(",", "")
    return int(bare) if bare.isdigit() else 0


def download(analyst: Visitor, run: str, button: str) -> tuple[str, bytes]:
    """Ask for the file, wait for it on the page, take it."""
    analyst.go(run)
    analyst.press(button)
    link = analyst.page.locator("main").get_by_role("link").filter(has_text="not-for-release").first
    expect(link).to_be_visible(timeout=60_000)
    analyst.look("file ready")
    with analyst.page.expect_download() as waiting:
        link.click()
    taken = waiting.value
    return taken.suggested_filename, Path(taken.path()).read_bytes()


def take_files(analyst: Visitor, run: str) -> None:
    """Both say what they are, in the name and in the first line, and neither carries a formula."""
    name, content = download(analyst, run, "Make a CSV file")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name.endswith("internal-not-for-release.csv")
    assert rows[0][0].lower() == INTERNAL
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    name, content = download(analyst, run, "Make an Excel file")
    book = load_workbook(io.BytesIO(content))
    assert name.endswith("internal-not-for-release.xlsx")
    assert INTERNAL in str(book.worksheets[0]["A1"].value).lower()
    assert INTERNAL in str(book.properties.title).lower()
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def story(analyst: Visitor) -> None:
    """A sheet of our own and, where it is at hand, the published one; the unit's month; the files; undone again."""
    small = import_sheet(analyst, SMALL, "A sheet of our own", "40")
    run = count_unit(analyst)
    take_files(analyst, run)
    if PUBLISHED.exists():
        published = import_sheet(analyst, PUBLISHED, "Published records", "6,498")
        count_collection(analyst, published, years=(2012, 2016))
        known_totals(analyst)
    else:
        count_collection(analyst, small, years=(2020, 2025))
    undo(analyst, small)
