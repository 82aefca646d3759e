"""Several answers in a cell are several codes, divided by what somebody has said for the column."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from carisecure.importing.answers import SEPARATORS, split, suggested
from carisecure.importing.operations import imports
from carisecure.importing.rows import RowReader
from reports.importing.reference import ColumnMap, Layout
from reports.record.models import ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.importing.test_import_story import post
from tests.reports.made import make_batch

MEANS = {"debt_bondage": "debt_bondage_earnings", "Debt bondage": "debt_bondage_earnings"}
FORMS = {"Sexual exploitation": "sexual_exploitation", "Forced labour": "forced_labour", "Forced marriage": "other"}


def read(field: str, cell: str, separator: str | None, values: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    layout = Layout("x", (ColumnMap("y", "year"), ColumnMap("c", field, values, ("n/k",), separator)))
    record, faults = RowReader(layout, ["y", "c"]).read(2, ["2020", cell])
    return record, [f.code for f in faults]


@pytest.mark.parametrize(
    ("cell", "separator", "codes"),
    [
        ("threats debt_bondage", " ", ["debt_bondage_earnings", "threats"]),
        ("threats; Debt bondage", ";", ["debt_bondage_earnings", "threats"]),
        ("threats\nDebt bondage\n", "\n", ["debt_bondage_earnings", "threats"]),
        ("threats, abuse, threats", ",", ["abuse", "threats"]),
        ("threats|n/k", "|", ["threats"]),
        ("threats / abuse", "/", ["abuse", "threats"]),
        (" ", " ", []),
        ("threats; abuse", None, ["abuse", "threats"]),
    ],
)
def test_means(cell: str, separator: str | None, codes: list[str]) -> None:
    assert read("means", cell, separator, MEANS) == ({"row_number": 2, "year": 2020, "means": codes}, [])


def test_two_forms_are_two_flags_and_no_single_form() -> None:
    record, faults = read("exploitation", "Sexual exploitation; Forced labour", ";", FORMS)
    assert not faults
    assert record["exploitation"] == ""
    assert (record["is_sexual_exploitation"], record["is_forced_labour"]) == (True, True)
    assert "is_other_exploitation" not in record
    single, faults = read("exploitation", "Forced labour; Forced labour", ";", FORMS)
    assert (single["exploitation"], single["is_forced_labour"], faults) == ("forced_labour", True, [])


@pytest.mark.parametrize(
    ("field", "cell"), [("recruiter", "friend; family"), ("citizenship", "VE; CO"), ("gender", "woman; man")]
)
def test_several_answers_where_only_one_can_be_kept_are_a_fault(field: str, cell: str) -> None:
    assert read(field, cell, ";", {})[1] == ["several_answers"]
    assert read(field, cell.split(";")[0] + ";", ";", {})[1] == []


def test_a_value_that_is_explained_as_a_whole_is_not_divided() -> None:
    record, faults = read(
        "citizenship", "Congo, Democratic Republic of the", ",", {"Congo, Democratic Republic of the": "CD"}
    )
    assert (record["citizenship"], faults) == ("CD", [])


def test_one_answer_that_nobody_explained_is_told_with_its_cell() -> None:
    assert read("means", "threats hexes", " ", MEANS)[1] == ["unknown_code"]


@pytest.mark.parametrize(
    ("values", "separator"),
    [
        (["threats debt_bondage", "threats", "abuse debt_bondage"], " "),
        (["Sexual exploitation; Forced labour", "Forced labour"], ";"),
        (["Threats|Abuse"], "|"),
        (["threats\nabuse"], "\n"),
        (["threats, abuse"], ","),
        (["Sexual exploitation", "Forced labour"], ""),
        (["Took pay, then papers", "Beaten"], ""),
        ([], ""),
    ],
)
def test_what_probably_divides(values: list[str], separator: str) -> None:
    assert suggested(values, frozenset({"threats", "abuse"})) == separator


def test_splitting_drops_nothing_but_what_is_empty() -> None:
    assert split("a;; b ;", ";") == ["a", "b"]
    assert split(";", ";") == [""]
    assert split(" a;b ", "") == ["a;b"]


def test_a_layout_keeps_what_divides() -> None:
    layout = Layout("x", (ColumnMap("y", "year"), ColumnMap("c", "means", {}, (), " ")))
    assert Layout.from_json(layout.as_json()) == layout
    with pytest.raises(ValueError, match="cannot be divided"):
        ColumnMap("c", "means", {}, (), "~")


def test_the_separator_is_chosen_for_each_column_on_the_page(analyst: Client, people: People, work: RunJob) -> None:
    content = (
        b"Year,Means,Form\n2020,threats debt_bondage,Sexual exploitation + Forced labour\n2021,threats,Forced labour\n"
    )
    batch = make_batch(people.analyst, content)
    columns = {c["column"]: c["separator"] for c in batch.mapping["columns"]}
    assert columns == {"Year": None, "Means": " ", "Form": "+"}
    page = analyst.get(reverse("reports:import_columns", args=[batch.pk])).text
    assert "Answers in a cell of Means" in page
    blank, plus = (list(SEPARATORS).index(one) for one in (" ", "+"))
    page = post(
        analyst, "import_columns", batch, column_0="year", column_1="means", column_2="exploitation",
        divided_1=blank, divided_2=plus,
    ).text  # fmt: skip
    assert "Means: debt_bondage" in page
    assert "Form: Sexual exploitation" in page
    post(
        analyst, "import_values", batch, value_1_1="debt_bondage_earnings", value_2_1="sexual_exploitation",
        value_2_2="forced_labour",
    )  # fmt: skip
    enter(people.analyst)
    batch.refresh_from_db()
    assert work(imports.ask_check(batch=batch, by=people.analyst)) == {"rows": 2, "faults": 0}
    batch.refresh_from_db()
    work(imports.ask_commit(batch=batch, by=people.analyst))
    first = ReferenceRecord.objects.get(row_number=2)
    assert first.means == ["debt_bondage_earnings", "threats"]
    assert (first.is_sexual_exploitation, first.is_forced_labour) == (True, True)
    assert "Several, separated by spaces" in analyst.get(reverse("reports:import", args=[batch.pk])).text
