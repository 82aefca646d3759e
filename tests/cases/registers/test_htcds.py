"""The sheet of the Human Trafficking Case Data Standard 2.0 is read without a word: its mapping ships."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from carisecure.importing.register.known import Known
from carisecure.importing.register.looking import look
from carisecure.importing.register.mapping import RegisterMapping
from carisecure.importing.register.nouns import AgeRead, DayRead
from carisecure.importing.register.plan import Book, Plan, Planned
from carisecure.importing.register.suggesting import Names, fitting
from cases.registers.reading import mapping_of, ready
from tests.cases.registers.sent import sent_register
from tests.cases.registers.test_sheets_story import post
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person

STANDARD = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "htcds" / "htcds_v2.0.xlsx"
VALUES = {
    "Case Owner": "WPC D", "First Name": "Ana", "Second Name": "GIL", "Birthdate": "2003-04-21", "Gender": "Female",
    "Citizenship": "VE", "Mobile Phone": "+58 414-223-4567", "Trafficking Status": "identified",
    "Type of Exploitation": "Sexual exploitation", "Location of Exploitation": "a bar",
    "Incoming Referral Date": "3/2021", "Incoming Referral Details": "seen there",
}  # fmt: skip


def standard(path: Path) -> Path:
    """A book in its shape: technical names above the heads, a running number before each row, empty or not."""
    (mapping,) = ready()
    heads = [column.column for column in mapping.sheets[0].columns]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([None, *(f"cas_{head.replace(' ', '')}" for head in heads)])
    sheet.append([None, *heads])
    sheet.append([1, *(VALUES.get(head) for head in heads)])
    for number in range(2, 40):
        sheet.append([number])
    book.save(path)
    return path


def read(path: Path, mapping: RegisterMapping) -> list[Planned]:
    looked = look(path, "xlsx", Names.of([mapping]), lambda number: None)
    fits = fitting([one.looked for one in looked], [mapping])
    assert fits is not None
    book = Book(path, "xlsx", [one.surveyed for one in looked])
    return list(Plan(book, fits, batch=uuid.uuid4(), known=Known(), today=dt.date(2026, 12, 1)).rows())


def is_read(rows: list[Planned]) -> None:
    (row,) = rows
    assert [fault.code for fault, _noun in row.faults] == []
    made = {one.thing.noun: one.thing for one in row.things}
    assert set(made) == {"cases.report", "cases.case", "cases.victim", "cases.exploitation", "screening.status"}
    victim = made["cases.victim"]
    assert victim.parents == {"cases.case": made["cases.case"].id}
    assert victim.values["age"] == AgeRead(born=DayRead(dt.date(2003, 4, 21), "day"))
    assert (victim.values["name"].family, victim.values["citizenship"]) == ("Gil", "VE")
    assert made["cases.exploitation"].values["forms"] == ("sexual_exploitation",)
    assert {one.year for one in row.things} == {2021}


def test_its_mapping_reads_a_row_of_it(tmp_path: Path) -> None:
    (mapping,) = ready()
    is_read(read(standard(tmp_path / "htcds.xlsx"), mapping))


@pytest.mark.skipif(not STANDARD.exists(), reason="the standard's own book is not beside the project")
def test_it_reads_the_standards_own_book_filled_in(tmp_path: Path) -> None:
    (mapping,) = ready()
    book = load_workbook(STANDARD)
    sheet = book.worksheets[0]
    for cell in sheet[2]:
        if cell.value in VALUES:
            sheet.cell(3, cell.column, VALUES[str(cell.value)])
    book.save(tmp_path / "filled.xlsx")
    is_read(read(tmp_path / "filled.xlsx", mapping))


@pytest.mark.django_db
def test_it_is_offered_and_taken_whatever_the_sheet_is_called(people: People, work: RunJob, tmp_path: Path) -> None:
    (mapping,) = ready()
    supervisor = as_person(people.supervisor)
    assert mapping.name in supervisor.get("/registers/").text
    batch = sent_register(people.supervisor, standard(tmp_path / "htcds.xlsx"), work)
    assert batch.mapping_name == mapping.name  # nobody had to choose it
    batch.put_mapping({})
    batch.mapping_name = ""
    batch.save()
    assert mapping.name in supervisor.get(reverse("cases:take_register_mapping", args=[batch.pk])).text
    post(supervisor, "take_register_mapping", batch, saved=mapping.name)
    enter(people.supervisor)
    batch.refresh_from_db()
    taken = mapping_of(batch).sheet("Sheet")
    assert taken is not None
    assert (batch.mapping_name, taken.columns) == (mapping.name, mapping.sheets[0].columns)
