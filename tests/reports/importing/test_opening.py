"""Several sheets, hidden ones, and what is hidden or filtered in them: said, with its number, and asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from carisecure.access.errors import TransitionRefused
from carisecure.importing import sheet
from carisecure.importing.opening import Answers
from carisecure.importing.operations import imports
from carisecure.importing.operations import look as import_look
from carisecure.importing.survey import Names, Surveyed, survey
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from reports.importing.fields import FIELDS
from reports.importing.models import ImportBatch
from reports.importing.receiving import receive_file
from reports.importing.reference import ready_layouts
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.importing.test_import_story import post
from tests.reports.made import looked_into, make_batch, make_collection
from tests.reports.workbooks import DATA, book, ods, ods_table

REGISTER = DATA / "unit_register_2013_2022.xlsx"
TABLE: list[list[object]] = [
    ["Year", "Sex", "Telephone"],
    [2020, "woman", 6201234],
    [2021, "man", None],
    [2022, "man", None],
]


def looked_at(path: Path, encoding: str = "xlsx") -> list[Surveyed]:
    leaves = [leaf for leaf in sheet.leaves(path, encoding) if not leaf.is_hidden]
    return [survey(path, encoding, leaf, Names(FIELDS, ready_layouts()), lambda _n: None) for leaf in leaves]


def send(people: People, content: bytes, **more: Any) -> ImportBatch:
    return make_batch(people.analyst, content, file_name="sheet.xlsx", **more)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_taken(people: People, analyst: Client, state: str) -> None:
    def hide(made: Workbook) -> None:
        made.worksheets[0].sheet_state = state  # type: ignore[assignment]  # one of the three that there are
        made.active = 1

    batch = send(people, book([["Year", "Sex"], [1999, "man"]], TABLE, change=hide))
    assert batch.state == "received"
    assert batch.samples["Year"] == ["2020", "2021", "2022"]
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "Page 2" in page
    assert "not read: Page 1" in page


def test_a_book_whose_sheets_are_all_hidden_is_refused(people: People) -> None:
    content = ods(ods_table(TABLE, hidden=True))
    with pytest.raises(JobRefused, match="all_hidden"):
        make_batch(people.analyst, content, file_name="a.ods")


def test_an_empty_sheet_beside_it_is_no_question(people: People) -> None:
    batch = send(people, book([], TABLE, []))
    assert (batch.state, batch.opening.chosen and batch.opening.chosen.name) == ("received", "Page 2")


def test_several_visible_sheets_are_asked_about_and_the_page_names_the_one(
    people: People, analyst: Client, work: RunJob
) -> None:
    other: list[list[object]] = [["Year", "Sex"], [2019, "woman"], [2019, "#REF!"]]
    batch = send(people, book(TABLE, other))
    assert batch.state == "asking"
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "or it has several sheets" in page
    form = analyst.get(reverse("reports:import_opening", args=[batch.pk])).text
    assert "Page 1 · 4 rows · Year, Sex, Telephone" in form
    assert "Page 2 · 3 rows · Year, Sex" in form
    post(analyst, "import_opening", batch, sheet="1")
    enter(people.analyst)
    batch.refresh_from_db()
    looked_into(batch, people.analyst)
    assert (batch.state, batch.columns, batch.sheet_number) == ("received", ["Year", "Sex"], 1)
    work(imports.ask_check(batch=batch, by=people.analyst))
    page = analyst.get(reverse("reports:import", args=[batch.pk])).text
    assert "Sheet Page 2" in page
    assert "#REF!" in page


def test_nothing_is_checked_before_the_question_is_answered(people: People, analyst: Client) -> None:
    batch = send(people, book(TABLE, TABLE))
    with pytest.raises(TransitionRefused, match="A question to answer"):
        imports.ask_check(batch=batch, by=people.analyst)
    assert "Say what is to be read" in post(analyst, "check_import", batch).text


def test_each_sheet_of_a_book_goes_in_once(people: People, work: RunJob) -> None:
    content = book(TABLE, [["Year", "Sex"], [2019, "woman"]])

    def put_in(batch: ImportBatch, number: int) -> None:
        import_look.answer(batch=batch, answers=Answers(number), by=people.analyst)
        batch.refresh_from_db()
        looked_into(batch, people.analyst)
        work(imports.ask_check(batch=batch, by=people.analyst))
        batch.refresh_from_db()
        work(imports.ask_commit(batch=batch, by=people.analyst))

    put_in(send(people, content, name="First"), 0)
    put_in(send(people, content, name="Second"), 1)
    with pytest.raises(JobRefused, match="known") as refused:
        put_in(send(people, content, name="Third"), 1)
    assert "“Second”" in refused.value.message


def filtered(made: Workbook) -> None:
    page = made.worksheets[0]
    page.auto_filter.ref = "A1:C4"
    page.auto_filter.add_filter_column(1, ["woman"])
    for row in (3, 4):
        page.row_dimensions[row].hidden = True


def test_rows_that_are_filtered_away_are_counted_and_asked_about(people: People, analyst: Client, work: RunJob) -> None:
    batch = send(people, book(TABLE, change=filtered))
    assert batch.state == "asking"
    form = analyst.get(reverse("reports:import_opening", args=[batch.pk])).text
    assert "2 rows hidden by a filter (3 to 4)" in form
    assert 'type="hidden" name="sheet"' in form
    for answer, rows in (("leave", 1), ("read", 3)):
        post(analyst, "import_opening", batch, sheet="0", hidden_rows=answer)
        enter(people.analyst)
        batch.refresh_from_db()
        looked_into(batch, people.analyst)
        assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": rows, "faults": 0}
        batch.refresh_from_db()
    post(analyst, "import_opening", batch, sheet="0", hidden_rows="leave")
    enter(people.analyst)
    batch.refresh_from_db()
    looked_into(batch, people.analyst)
    assert "2 left out" in analyst.get(reverse("reports:import", args=[batch.pk])).text


def test_a_hidden_column_is_named_and_left_out_unless_it_is_wanted(people: People, analyst: Client) -> None:
    def hide(made: Workbook) -> None:
        made.worksheets[0].column_dimensions["C"].hidden = True

    batch = send(people, book(TABLE, change=hide))
    assert "C (Telephone)" in analyst.get(reverse("reports:import_opening", args=[batch.pk])).text
    for wanted, columns in ((False, ["Year", "Sex"]), (True, ["Year", "Sex", "Telephone"])):
        import_look.answer(batch=batch, answers=Answers(0, with_hidden_columns=wanted), by=people.analyst)
        batch.refresh_from_db()
        looked_into(batch, people.analyst)
        assert batch.columns == columns
    assert "6201234" not in str(batch.opening_text)


def test_hidden_rows_above_the_head_and_empty_ones_are_no_question(people: People) -> None:
    def hide(made: Workbook) -> None:
        for row in (1, 2, 7):
            made.worksheets[0].row_dimensions[row].hidden = True

    batch = send(people, book([["Register, invented"], [], *TABLE], change=hide))
    assert (batch.state, batch.opening.chosen and batch.opening.chosen.head_row) == ("received", 3)


def test_an_open_document_tells_what_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "file"
    hidden = (
        '<table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="2023"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    column = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    table = ods_table(TABLE, more=hidden).replace("<table:table-row>", column + "<table:table-row>", 1)
    path.write_bytes(ods(ods_table([["x"]], name="Secret", hidden=True), table))
    (found,) = looked_at(path, "ods")
    assert (found.hidden_rows, found.hidden_runs, found.hidden_columns, found.is_filtered) == (1, [(5, 5)], [1], True)
    assert (found.name, found.number, found.row_count) == ("Hoja 1", 1, 5)


def test_the_head_is_found_below_a_title_and_can_be_said(people: People, analyst: Client) -> None:
    batch = send(people, book([["REGISTER (INVENTED)"], ["2020 to 2022"], *TABLE]))
    assert batch.columns == ["Year", "Sex", "Telephone"]
    assert "row 3" in analyst.get(reverse("reports:import", args=[batch.pk])).text
    post(analyst, "import_opening", batch, sheet="0", head_row="4")
    enter(people.analyst)
    batch.refresh_from_db()
    looked_into(batch, people.analyst)
    assert batch.columns == ["2020", "woman", "6201234"]


def test_a_look_that_was_stopped_can_be_asked_for_again(people: People, analyst: Client) -> None:
    enter(people.analyst)
    batch = receive_file(
        chunks=[book(TABLE)], file_name="a.xlsx", collection=None, new_collection="x", layout="", by=people.analyst
    )
    with pytest.raises(TransitionRefused, match="being worked on"):
        imports.ask_look(batch=batch, by=people.analyst)
    looked_into(batch, people.analyst)
    assert Job.objects.count() == 1
    assert "Too late for this file" in post(analyst, "look_into_import", batch).text


@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not kept in the project")
def test_the_invented_register(people: People) -> None:
    batch = send(people, REGISTER.read_bytes())
    assert batch.state == "asking"
    assert [(one.name, one.head_row, one.column_names()) for one in batch.opening.sheets] == [
        ("TIP REGISTER", 3, []), ("VICTIMS", 3, ["J (Contact No.)"]), ("ACCUSED", 3, []),
    ]  # fmt: skip


def test_what_is_in_cannot_be_opened_differently(people: People, work: RunJob) -> None:
    batch = make_collection(people.analyst, work).batches.get()
    with pytest.raises(TransitionRefused):
        import_look.answer(batch=batch, answers=Answers(0), by=people.analyst)
