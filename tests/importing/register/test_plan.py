"""A whole book to things: two units' registers, with no line of code for either."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from carisecure.importing.register.known import Brought, Fingerprint, Known, in_parts
from carisecure.importing.register.looking import look
from carisecure.importing.register.mapping import RegisterMapping, WrongMapping
from carisecure.importing.register.nouns import AgeRead, NameRead, Thing
from carisecure.importing.register.plan import Book, Doubt, Plan
from carisecure.importing.register.suggesting import Names, meanings_of, suggest
from carisecure.importing.register.words import doubt_words, fault_words
from tests.importing.register import books

pytestmark = pytest.mark.usefixtures("unit")
TODAY = dt.date(2026, 12, 1)
BATCH = uuid.UUID("7d0a1f3e-7a5c-4c66-9df0-0a5d3c9d1a11")
ENGLISH_VALUES = {
    "Region": {"POS": "r1", "S/F'do": "r2"}, "Type of exploitation": {"Sexual": "f1", "Labour": "f2"},
    "Sex": {"F": "s1", "M": "s2"}, "Nationality": {"VEN": "VE"},
}  # fmt: skip


@dataclass
class Ran:
    things: list[Brought] = field(default_factory=list)
    faults: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    changed: list[tuple[Thing, Any]] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(one.thing.noun for one in self.things))

    def of(self, noun: str) -> list[Thing]:
        return [one.thing for one in self.things if one.thing.noun == noun]


def suggested(path: Path, *, hidden: str = "read") -> tuple[Book, RegisterMapping]:
    looked = look(path, "xlsx", Names(), lambda number: None)
    made = suggest([one.looked for one in looked], [])
    sheets = tuple(replace(one, hidden_rows=hidden, hidden_columns=hidden) for one in made.sheets)
    return Book(path, "xlsx", [one.surveyed for one in looked]), replace(made, sheets=sheets)


def meaning(mapping: RegisterMapping, values: dict[str, dict[str, str]], **unknown: tuple[str, ...]) -> RegisterMapping:
    """With what stands in columns explained, by the name of the column."""
    sheets = []
    for sheet in mapping.sheets:
        columns = [
            replace(one, values=values.get(one.column, {}), unknown=(*one.unknown, *more))
            for one in sheet.columns
            for more in [unknown.get(one.to.replace(".", "_"), ())]
        ]
        sheets.append(replace(sheet, columns=tuple(columns)))
    return replace(mapping, sheets=tuple(sheets))


def run(book: Book, mapping: RegisterMapping, known: Known | None = None, batch: uuid.UUID = BATCH) -> Ran:
    ran = Ran()
    ran.plan = Plan(book, mapping, batch=batch, known=known or Known(), today=TODAY)
    for row in ran.plan.rows():
        ran.things += row.things
        ran.faults += [(f.place.sheet, f.place.row, f.place.column, f.code, f.value) for f, _noun in row.faults]
        ran.doubts += row.doubts
        ran.again.update(row.again)
        ran.changed += row.changed
        for fault, noun in row.faults:
            assert "%(" not in fault_words(fault.code, fault.arguments, noun)
        for doubt in row.doubts:
            assert "%(" not in doubt_words(doubt.code, doubt.arguments)
    return ran


def english(tmp_path: Path, **more: Any) -> tuple[Book, RegisterMapping]:
    book, mapping = suggested(books.english(tmp_path / "book.xlsx", **more))
    return book, meaning(mapping, ENGLISH_VALUES, unit_outcome_state=("PI pending",))


def test_a_register_is_suggested_whole_by_the_names_of_its_columns(tmp_path: Path) -> None:
    _book, mapping = suggested(books.english(tmp_path / "book.xlsx"))
    read = {one.name: (one.rows_are, {c.column: c.to for c in one.columns}) for one in mapping.sheets}
    assert read == {
        "TIP REGISTER": ("unit.case", {
            "Case No.": "unit.case.number", "Reported": "unit.report.received_on", "Region": "unit.case.region",
            "Brief": "unit.report.words", "File to DPP": "unit.file.sent_on", "Closed": "unit.case.closed_on",
            "Remarks": "remarks",
        }),
        "VICTIMS": ("unit.victim", {
            "Case No.": "unit.case.number", "Name of victim": "unit.victim.name", "Sex": "unit.victim.sex",
            "Age / D.O.B.": "unit.victim.age", "Nationality": "unit.victim.citizenship",
            "Type of exploitation": "unit.done.forms", "Where found": "unit.done.place",
            "Contact No.": "unit.victim.telephones",
        }),
        "ACCUSED": ("unit.accused", {
            "Case No.": "unit.case.number", "Name": "unit.accused.name", "Sex": "unit.accused.sex",
            "Charge(s)": "unit.charge.typed", "Date charged": "unit.charge.laid_on",
            "Status / outcome": "unit.outcome.state",
        }),
    }  # fmt: skip
    file_to = mapping.sheets[0].column("File to DPP")
    assert file_to
    assert file_to.unknown == ("N/A",)


def test_its_things_hang_on_each_other_and_count_by_year(tmp_path: Path) -> None:
    ran = run(*english(tmp_path))
    assert ran.faults == []
    assert ran.counts == {
        "unit.report": 3, "unit.case": 3, "unit.file": 2, "unit.victim": 5, "unit.done": 5, "unit.accused": 3,
        "unit.charge": 3, "unit.outcome": 2,
    }  # fmt: skip
    years = Counter((one.thing.noun, one.year) for one in ran.things)
    assert (years["unit.victim", 2013], years["unit.victim", 2014], years["unit.charge", 2018]) == (4, 1, 1)
    cases = {thing.values["number"]: thing.id for thing in ran.of("unit.case")}
    third = ran.of("unit.victim")[2]
    assert third.parents == {"unit.case": cases["TIP 01/2013"]}  # its number stands in the merged cell above
    assert third.values["name"] == NameRead("Yetzali Zambrano", also=("Pappy",))
    assert ran.of("unit.case")[0].remarks == "Remarks: see file"
    assert ran.of("unit.victim")[3].values["age"] == AgeRead(text="minor")
    assert ran.of("unit.outcome")[1].values["since"].day == dt.date(2022, 1, 1)  # Committed 2022, taken apart


def test_what_is_doubtful_is_listed_with_what_it_was_taken_for(tmp_path: Path) -> None:
    ran = run(*english(tmp_path))
    listed = {(one.place.sheet, one.place.row, one.place.column, one.code, one.value) for one in ran.doubts}
    assert listed == {
        ("TIP REGISTER", 5, "Closed", "both", "07/08/13"),
        ("VICTIMS", 7, "Age / D.O.B.", "age_in_words", "minor"),
        ("ACCUSED", 5, "Name", "same_name", "SALAZAR, Hollis"),
        ("ACCUSED", 6, "Status / outcome", "taken_apart", "Committed 2022"),
    }
    assert next(one for one in ran.doubts if one.code == "both").read_as.day == dt.date(2013, 8, 7)
    assert next(one for one in ran.doubts if one.code == "same_name").arguments == {"row": 4}


def test_rows_that_are_none_of_the_table_are_said_and_a_total_is_held_against_the_rows(tmp_path: Path) -> None:
    ran = run(*english(tmp_path))
    tables = {table.surveyed.name: table for table in ran.plan.tables.values()} if ran.plan else {}
    assert tables["VICTIMS"].left_out.rows == {"title": [1], "total": [9]}
    assert (tables["VICTIMS"].totals[0].said, tables["VICTIMS"].totals[0].counted) == (5, 5)
    assert tables["VICTIMS"].filled == {"Case No.": 1, "Date reported": 2}
    wrong = run(*english(tmp_path, total=6))
    assert wrong.faults == [("VICTIMS", 9, "", "total_differs", "TOTAL")]


BAD = [
    (["TIP 03/2014", "31/11/2015", "POS", "x", None, None, None], ("Reported", "no_such_day")),
    (["TIP 03/2014", "2 February 1899", "POS", "x", None, None, None], ("Reported", "day_too_old")),
    (["TIP 03/2014", dt.date(2030, 1, 1), "POS", "x", None, None, None], ("Reported", "day_in_future")),
    (["TIP 03/2014", None, "POS", "x", None, None, None], ("Reported", "required")),
    (["TIP 03/2014", "2014", "Arima", "x", None, None, None], ("Region", "unknown_code")),
    (["tip 1/2014", "2014", "POS", "x", None, None, None], ("Case No.", "number_twice")),
    ([None, "2014", "POS", "x", None, None, None], ("Case No.", "no_number")),
    (["TIP 03/2014", "2014", "POS", "x", None, "2012", None], ("", "closed_early")),
    (["TIP 03/2014", "2014", "#N/A", "x", None, None, None], ("Region", "error_cell")),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said"), BAD, ids=[one[1][1] for one in BAD])
def test_a_fault_is_told_with_its_place_and_nothing_is_made_of_the_row(
    tmp_path: Path, row: list[Any], said: tuple[str, str]
) -> None:
    ran = run(*english(tmp_path, reports=[*books.REPORTS, row]))
    assert [(sheet, number, column, code) for sheet, number, column, code, _value in ran.faults] == [
        ("TIP REGISTER", 7, *said)
    ]
    assert ran.counts["unit.case"] == 3


def test_a_number_that_is_in_no_other_sheet_is_a_fault(tmp_path: Path) -> None:
    ran = run(*english(tmp_path, more=[[6, "TIP 9/2013", None, "Eva", "F", 20, "VEN", "Sexual", None, None]]))
    assert ran.faults == [("VICTIMS", 9, "Case No.", "no_such_number", "TIP 9/2013")]
    assert ran.counts["unit.victim"] == 5


def test_a_column_or_a_field_mapped_twice_is_refused(tmp_path: Path) -> None:
    _book, mapping = english(tmp_path)
    content = mapping.as_json()
    column = dict(content["sheets"][0]["columns"][0])
    for changed, code in (
        ({}, "column_twice"),
        ({"column": "Closed"}, "column_twice"),
        ({"column": "Other"}, "field_twice"),
    ):
        twice = {**content, "sheets": [dict(sheet) for sheet in content["sheets"]]}
        twice["sheets"][0]["columns"] = [*content["sheets"][0]["columns"], {**column, **changed}]
        with pytest.raises(WrongMapping) as refused:
            RegisterMapping.from_json(twice)
        assert refused.value.code == code


def test_what_is_hidden_has_to_be_asked_about(tmp_path: Path) -> None:
    book, mapping = suggested(books.english(tmp_path / "book.xlsx"), hidden="")
    with pytest.raises(WrongMapping) as refused:
        Plan(book, mapping, batch=BATCH, known=Known(), today=TODAY)
    assert (refused.value.code, refused.value.arguments) == ("ask_hidden", {"sheet": "VICTIMS"})
    book, mapping = suggested(books.english(tmp_path / "book.xlsx"), hidden="leave")
    ran = run(book, meaning(mapping, ENGLISH_VALUES, unit_outcome_state=("PI pending",)))
    assert all("telephones" not in thing.values for thing in ran.of("unit.victim"))


def test_another_units_register_goes_in_with_no_line_of_code(tmp_path: Path) -> None:
    book, mapping = suggested(books.spanish(tmp_path / "libro.xlsx"))
    sheets = {one.name: one for one in mapping.sheets}
    victims = sheets["Víctimas"]
    assert (sheets["Denuncias"].rows_are, victims.rows_are) == ("unit.case", "unit.victim")
    assert {c.column: (c.to, c.part) for c in victims.columns if "name" in c.to} == {
        "Apellido": ("unit.victim.name", "family"), "Nombre": ("unit.victim.name", "given"),
    }  # fmt: skip
    mapping = meaning(mapping, {
        "Sexo": {"Mujer": "s1", "Hombre": "s2"}, "Finalidad": {"Sexual": "f1", "Laboral": "f2"},
    })  # fmt: skip
    columns = tuple(
        replace(one, fill=one.column == "Expediente", separator="/" if one.column == "Finalidad" else one.separator)
        for one in mapping.sheets[1].columns
    )
    ran = run(book, mapping.with_sheet(replace(mapping.sheets[1], columns=columns)))
    assert ran.faults == []
    assert ran.counts == {"unit.report": 3, "unit.case": 3, "unit.file": 1, "unit.victim": 3, "unit.done": 3}
    assert ran.of("unit.victim")[1].values["name"] == NameRead("Luz GIL", "Gil", "Luz")
    assert ran.of("unit.done")[1].values["forms"] == ("f1", "f2")
    assert ran.of("unit.victim")[2].parents["unit.case"] == ran.of("unit.case")[2].id  # B 1 is B-1
    left_out = {table.surveyed.name: table.left_out.rows for table in ran.plan.tables.values()} if ran.plan else {}
    assert left_out == {"Denuncias": {"heading": [2, 5], "head_again": [6]}, "Víctimas": {"total": [5]}}


def test_the_same_book_again_gives_nothing_new_and_a_longer_one_its_new_rows(tmp_path: Path) -> None:
    first = run(*english(tmp_path))
    known = Known()
    for part in in_parts(first.things, size=4):
        known.add(BATCH, part)
    assert known.count == len(first.things)
    again = run(*english(tmp_path), known=known, batch=uuid.uuid4())
    assert (again.things, again.changed) == ([], [])
    assert again.again["unit.victim"] == 5
    more = [[6, "TIP 01/2014", None, "Eva", "F", 20, "VEN", "Sexual", None, None]]
    reports = [[*books.REPORTS[0][:3], "Bar raid, corrected", *books.REPORTS[0][4:]], *books.REPORTS[1:]]
    longer = run(*english(tmp_path, more=more, reports=reports), known=known, batch=uuid.uuid4())
    assert longer.counts == {"unit.victim": 1, "unit.done": 1}
    assert longer.of("unit.victim")[0].parents["unit.case"] == first.of("unit.case")[2].id
    assert [(thing.noun, seen.row, seen.batch) for thing, seen in longer.changed] == [("unit.report", 4, BATCH)]


def test_ids_and_the_fingerprint_are_the_same_whenever_the_same_is_read(tmp_path: Path) -> None:
    prints = []
    for total in (5, 5):
        made = Fingerprint()
        made.add(run(*english(tmp_path, total=total)).things)
        prints.append(made.value)
    other = Fingerprint()
    other.add(run(*english(tmp_path, reports=[*books.REPORTS[:2], ["TIP 01/2014", "20/06/2014", "Tobago"]])).things)
    assert prints[0] == prints[1] != other.value


def test_chunks_give_each_thing_after_those_that_it_belongs_to(tmp_path: Path) -> None:
    book, mapping = english(tmp_path)
    seen: set[uuid.UUID] = set()
    for things, _rows in Plan(book, mapping, batch=BATCH, known=Known(), today=TODAY).chunks():
        for one in things:
            assert set(one.thing.parents.values()) <= seen
            seen.add(one.thing.id)
    assert len(seen) == 26


def test_a_column_is_known_by_a_part_of_its_name_or_nearly(tmp_path: Path) -> None:
    assert meanings_of("Nombre de la víctima")[0][1:] == ("name", "")
    assert meanings_of("Sent on (to DPP)") == []
    assert meanings_of("Type of the exploitations") == [("unit.done", "forms", "")]
    assert meanings_of("Date charged (police)") == [("unit.charge", "laid_on", "")]
    assert meanings_of("S/N") == meanings_of("") == []


@pytest.mark.parametrize(
    ("text", "is_band"),
    [("2016", True), ("AÑO 2016", True), ("- Year 2016 -", True), ("2016/17", True), ("TIP 2016", False)],
)
def test_a_band_between_rows_is_a_heading_and_a_number_alone_is_none(tmp_path: Path, text: str, is_band: bool) -> None:
    book, mapping = english(tmp_path, reports=[*books.REPORTS, [text]])
    ran = run(book, mapping)
    left_out = next(iter(ran.plan.tables.values())).left_out.rows if ran.plan else {}
    assert (left_out.get("heading") == [7]) == is_band


def test_only_what_later_rows_can_name_is_remembered(tmp_path: Path) -> None:
    book, mapping = suggested(books.large(tmp_path / "large.xlsx", 500))
    ran = run(book, meaning(mapping, {"Sex": {"F": "s1"}, "Type of exploitation": {"Sexual": "f1"}}))
    assert ran.counts == {"unit.report": 100, "unit.case": 100, "unit.victim": 500, "unit.done": 500}
    assert ran.plan
    assert (len(ran.plan._row_of), len(ran.plan._year_of), len(ran.plan._times)) == (100, 100, 600)
    assert all(one.year == 2014 for one in ran.things)
