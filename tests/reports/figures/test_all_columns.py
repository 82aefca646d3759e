"""What stands behind several months: a sum where months may be added, else a number of its own, or none, and why.

On the page, in the files, and in runs that were frozen before any of this was said.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from carisecure.access import session
from carisecure.digests import digest
from carisecure.interface import words
from carisecure.jobs import files
from carisecure.jobs.models import JobFile
from prosecutions.charges.operations import ChargeFacts, lay_charge
from reports.figures import counting as figures
from reports.figures import home, shown
from reports.figures import operations as runs
from reports.figures.models import ReportRun
from reports.indicators import INDICATORS
from reports.indicators.base import Across, Counted, Indicator, Scope, Span
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged
from tests.reports.conftest import RunJob
from tests.reports.made import frozen_table, make_frozen_run

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)


def count_months(people: People, *codes: str, first: dt.date = FIRST, last: dt.date = LAST) -> ReportRun:
    """A counted run of the unit, as the job makes it; leaves the analyst speaking."""
    enter(people.analyst)
    run = runs.run_figures(
        collection=None, unit=people.investigator.agency, period_from=first, period_to=last, indicators=[*codes],
        standing="provisional", by=people.analyst,
    )  # fmt: skip
    session.enter(None, purpose="statistics", request_id=uuid.uuid4().hex)
    run.numbers = figures.count(run, lambda done, total: None)
    run.sha256 = digest(run.numbers)
    run.counted_at = run.as_known_on
    run.save()
    enter(people.analyst)
    return run


def lines(run: ReportRun, code: str, *, protected: bool = False) -> dict[str, list[str]]:
    """Label -> cells, as they are written."""
    (figure,) = [one for one in shown.figures(run, protected=protected) if one.indicator.code == code]
    return {line.label: line.texts for line in figure.lines}


def charged_in_march_and_may(people: People) -> None:
    """One person, one charge in either month, and one of which nothing but the year is known."""
    first = charged(people, committed_on=dt.date(2024, 12, 1), laid_on=dt.date(2025, 3, 10))
    for facts in ({"laid_on": dt.date(2025, 5, 20)}, {"laid_on": dt.date(2025, 1, 1), "laid_precision": "year"}):
        values: dict[str, Any] = {**CHARGE, "committed_on": dt.date(2024, 12, 1), **facts}
        lay_charge(accused=first.accused, facts=ChargeFacts(**values), by=people.prosecutor)


def test_a_person_charged_in_two_months_is_one_person(people: People) -> None:
    charged_in_march_and_may(people)
    run = count_months(people, "unit.charges", "unit.charged")
    months = ["0", "0", "1", "0", "1", *["0"] * 7]
    assert lines(run, "unit.charged")["Persons"] == [*months, "1"]
    assert lines(run, "unit.charged")["Total"] == [*months, "1"]
    assert lines(run, "unit.charges")["Total"] == [*months, "2"]


def test_a_date_known_to_the_year_is_said_once_a_year(people: People) -> None:
    charged_in_march_and_may(people)
    run = count_months(people, "unit.charges", first=dt.date(2024, 11, 1))
    found = lines(run, "unit.charges")
    assert found["Dates of 2024 known only to the year; in no month"] == [*[""] * 14, "0"]
    assert found["Dates of 2025 known only to the year; in no month"] == [*[""] * 14, "1"]
    assert [gap.value for gap in home.for_viewer(people.analyst).gaps] == ["1"]


def test_one_month_says_it_of_its_year(people: People) -> None:
    charged_in_march_and_may(people)
    run = count_months(people, "unit.charges", first=dt.date(2025, 5, 1), last=dt.date(2025, 5, 31))
    assert lines(run, "unit.charges")["Dates of 2025 known only to the year; in no month"] == ["1"]


def test_a_stock_has_one_column_for_the_day_of_counting(people: People) -> None:
    """A case that stands still today says nothing of any month's end: whether it stood then is not kept."""
    case = make_case(people.investigator)
    month = timezone.localdate(case.opened_at).replace(day=1)
    first, last = (month - dt.timedelta(days=1)).replace(day=1), (month + dt.timedelta(days=70)).replace(day=1)
    run = ReportRun(
        subject="unit", unit=people.investigator.agency, period_from=first, period_to=last - dt.timedelta(days=1),
        as_known_on=case.opened_at + dt.timedelta(days=20), indicators=["unit.still"],
    )  # fmt: skip
    session.enter(None, purpose="statistics", request_id=uuid.uuid4().hex)
    run.numbers = figures.count(run, lambda done, total: None)
    (figure,) = shown.figures(run, protected=False)
    counted_on = timezone.localdate(run.as_known_on)
    assert figure.columns == [f"On {words.day(counted_on)}"]
    assert [line.texts for line in figure.lines] == [["1"]] * len(figure.lines)
    assert "one column for that day" in figure.note
    assert run.numbers["figures"][0]["columns"] == [counted_on.isoformat()]
    assert run.numbers["figures"][0]["version"] == 2


@pytest.mark.parametrize("width", [1, 3])
def test_a_stock_that_was_frozen_by_months_still_opens_and_is_called_no_history(
    analyst: Client, people: People, work: RunJob, width: int
) -> None:
    run = make_frozen_run(
        people.analyst, people.investigator.agency, dt.date(2025, 3, 1), dt.date(2025, 2 + width, 28),
        frozen_table("unit.still", {"reported": [8, 8, 9][:width], "with_dpp": [6, 5, 5][:width]}),
    )  # fmt: skip
    (figure,) = shown.figures(run, protected=True)
    assert figure.columns[:width] == ["2025-03", "2025-04", "2025-05"][:width]
    assert figure.chart is None
    assert figure.lines[0].texts[:width] == ["8", "8", "9"][:width]
    page = analyst.get(reverse("reports:run", args=[run.pk])).text
    assert "the columns are not a history" in page
    for ending in runs.EXPORTS:
        work(runs.ask_export(run=run, ending=ending, by=people.analyst))
    csv_file = JobFile.objects.get(name__endswith=".csv")
    with files.opened(csv_file) as stream:
        rows = list(csv.reader(io.StringIO(stream.read().decode("utf-8-sig"))))
    assert ["Note" if width == 1 else "All", figure.note] in rows


def days(known: dict[str, list[int]]) -> Indicator:
    """Days until an answer, of a made house: month -> the days of each answer in it."""

    def count(_scope: Scope, span: Span) -> Counted:
        found = sorted(day for month in known if span.first <= dt.date.fromisoformat(f"{month}-15") <= span.last
                       for day in known[month])  # fmt: skip
        return Counted({"answered": len(found)}, len(found), measure=float(found[len(found) // 2]) if found else None)

    real = INDICATORS["unit.answer_days"]
    return Indicator(**{**vars(real), "count": count})


def test_a_middle_value_of_all_is_of_all_answers(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(INDICATORS, "unit.answer_days", days({"2025-03": [1], "2025-05": [9, 11, 12, 14, 15, 20]}))
    run = count_months(people, "unit.answer_days", first=dt.date(2025, 3, 1), last=dt.date(2025, 5, 31))
    found = lines(run, "unit.answer_days")
    assert found == {"Referrals answered": ["1", "0", "6", "7"], "days (median)": ["1.0", "-", "14.0", "12.0"]}
    hidden = lines(run, "unit.answer_days", protected=True)
    assert hidden == {
        "Referrals answered": ["<5", "0", "hidden", "7"], "days (median)": ["hidden", "-", "hidden", "12.0"],
    }  # fmt: skip


def test_every_figure_that_counts_persons_twice_or_no_persons_at_all_says_so() -> None:
    apart = {code: one.across for code, one in INDICATORS.items() if one.across is not Across.ADDED}
    assert apart == {
        "unit.charged": Across.DISTINCT, "unit.answer_days": Across.MEDIAN, "unit.report_days": Across.MEDIAN,
        "unit.still": Across.STOCK, "unit.convicted": Across.DISTINCT, "unit.victims_charged": Across.DISTINCT,
        "unit.stages": Across.STOCK,
    }  # fmt: skip
    assert all(one.across is Across.MEDIAN for one in INDICATORS.values() if one.is_measure)


def charged_table(months: list[int], everybody: int) -> dict[str, Any]:
    whole = {"rows": {"persons": everybody}, "unknown": 0, "total": everybody, "measure": None}
    return frozen_table("unit.charged", {"persons": months}, whole=whole)


@pytest.mark.parametrize(
    ("months", "everybody", "written"),
    [
        ([20, 30], 40, "40"),
        ([20, 0], 20, "20"),
        ([2, 2], 3, "<5"),
        ([3, 20], 23, "hidden"),  # a month is hidden
        ([20, 30], 33, "hidden"),  # three were charged in the first month and not in the second
        ([20, 30], 48, "hidden"),  # two were charged in both
    ],
)
def test_a_number_counted_anew_gives_no_small_one_away(
    people: People, months: list[int], everybody: int, written: str
) -> None:
    run = make_frozen_run(
        people.analyst, people.investigator.agency, dt.date(2025, 3, 1), dt.date(2025, 4, 30),
        charged_table(months, everybody),
    )  # fmt: skip
    assert lines(run, "unit.charged", protected=True)["Persons"][-1] == written
    assert lines(run, "unit.charged")["Persons"][-1] == str(everybody)


def test_a_run_frozen_before_still_opens_and_adds_nothing_that_cannot_be_added(
    analyst: Client, people: People, work: RunJob
) -> None:
    run = make_frozen_run(
        people.analyst, people.investigator.agency, dt.date(2025, 3, 1), dt.date(2025, 5, 31),
        frozen_table("unit.charged", {"persons": [6, 0, 6]}, left_out={"year_only": [7, 7, 7]}),
        frozen_table("unit.still", {"reported": [8, 8, 9], "with_dpp": [0, 5, 5]}),
        frozen_table("unit.answer_days", {"answered": [10, 10, 10]}, measure=[1.0, None, 2.5]),
    )  # fmt: skip
    sha256 = run.sha256
    page = analyst.get(reverse("reports:run", args=[run.pk])).text
    assert page.count(">not added<") == 6  # persons and their total, two stages and their total, the middle value
    assert "This run was counted before that was done" in page
    assert lines(run, "unit.charged")["Dates of 2025 known only to the year; in no month"] == ["", "", "", "7"]
    assert lines(run, "unit.answer_days")["Referrals answered"] == ["10", "10", "10", "30"]
    for ending in runs.EXPORTS:
        work(runs.ask_export(run=run, ending=ending, by=people.analyst))
    run.refresh_from_db()
    assert run.sha256 == sha256 == digest(run.numbers or {})


def test_a_share_is_rounded_and_not_cut_off(people: People) -> None:
    run = make_frozen_run(
        people.analyst, people.investigator.agency, dt.date(2025, 3, 1), dt.date(2025, 3, 31),
        frozen_table("unit.reports", {"hotline": [5120], "walk_in": [1378], "police": [1]}),
    )  # fmt: skip
    (figure,) = shown.figures(run, protected=False)
    assert [line.share for line in figure.lines][:3] == ["78.8 %", "21.2 %", "0.0 %"]


def test_the_files_say_what_the_page_says(people: People, work: RunJob) -> None:
    charged_in_march_and_may(people)
    run = count_months(people, "unit.charges", "unit.charged", "unit.still")
    for ending in runs.EXPORTS:
        work(runs.ask_export(run=run, ending=ending, by=people.analyst))
    made = {}
    for file in JobFile.objects.all():
        with files.opened(file) as stream:
            made[file.name.rsplit(".")[-1]] = stream.read()
    listed = [row for row in csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))) if row]
    book = load_workbook(io.BytesIO(made["xlsx"]))
    for number, figure in enumerate(shown.figures(run, protected=True), start=1):
        sheet = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[number].values]
        head = [str(figure.indicator.row_heading), *figure.columns]
        assert any(row[: len(head)] == head for row in listed)
        assert any(row[: len(head)] == head for row in sheet)
        for line in figure.lines:
            assert [line.label, *line.texts] in [row[: len(head)] for row in listed]
            assert [line.label, *line.texts] in [row[: len(head)] for row in sheet]
        if figure.note:
            said = ["All" if len(figure.columns) > figure.counted else "Note", figure.note]
            assert said in listed
            assert said in [row[:2] for row in sheet]


def test_the_definition_says_whether_months_are_added(analyst: Client) -> None:
    assert "everybody once" in analyst.get("/figures/definitions/unit.charged/").text
    assert "the sum of the columns" in analyst.get("/figures/definitions/unit.charges/").text


def test_countries_stand_as_a_reader_looks_them_up(people: People) -> None:
    """By their names in the reader's language, what is not known last; the codes would put Germany under D."""
    run = make_frozen_run(
        people.analyst, people.investigator.agency, dt.date(2025, 3, 1), dt.date(2025, 3, 31),
        frozen_table("reference.citizenship", {"DE": [9], "KM": [8], "VE": [7], "VN": [6]}, unknown=[5]),
    )  # fmt: skip
    assert list(lines(run, "reference.citizenship"))[:5] == ["Comoros", "Germany", "Venezuela", "Vietnam", "Not known"]
    with translation.override("es"):
        spanish = list(lines(run, "reference.citizenship"))
    assert spanish[:4] == ["Alemania", "Comoras", "Venezuela", "Vietnam"]
