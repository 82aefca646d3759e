"""Frozen numbers: same inputs, same bytes; nobody changes them; other agencies do not see them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from carisecure.access import session
from carisecure.access.errors import NotPermitted, NotVisible
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from carisecure.digests import canonical, digest
from carisecure.jobs import files
from carisecure.jobs.models import Job, JobFile
from carisecure.jobs.running import Running
from reports.figures import counting as figures
from reports.figures import operations as runs
from reports.figures import shown
from reports.figures.models import ReportRun
from reports.record.models import ReferenceRecord
from tests.people import People, enter
from tests.reports.conftest import RunJob
from tests.reports.made import ask_run, make_collection, make_run
from tests.reports.sheets import ctdc
from tests.roles import as_system


def other_analyst() -> User:
    with as_system():
        office = make_agency(code="foreign_statistics", name="Foreign office", kind="statistics", country="BB")
        return make_user(username="foreign", full_name="Fern Foreign", role="analyst", agency=office)


def tables(run: ReportRun) -> dict[str, dict[str, object]]:
    assert run.numbers is not None
    return {table["indicator"]: table for table in run.numbers["figures"]}


def test_the_denominator_rule(people: People, work: RunJob) -> None:
    """The codebook's golden example: five persons, one silent: 50, 50, 25 per cent of four."""
    head = "Year,isForcedLabour,isSexualExploit,isOtherExploit"
    rows = ("2020,1,,", "2020,,1,", "2020,,,1", "2020,,,", "2020,1,1,")
    collection = make_collection(people.analyst, work, "\n".join([head, *rows]).encode())
    run = make_run(people.analyst, work, collection, first=2020, last=2020, indicators=["reference.form"])
    table = tables(run)["reference.form"]
    assert {row["code"]: row["values"] for row in table["rows"]} == {  # type: ignore[attr-defined]
        "forced_labour": [2], "sexual_exploitation": [2], "other": [1],
    }  # fmt: skip
    assert table["totals"] == [4]
    assert table["left_out"] == {"silent": [1]}


def test_identical_rows_are_people_all_the_same(people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    assert tables(run)["reference.persons"]["totals"] == [3, 2]
    assert tables(run)["reference.citizenship"]["unknown"] == [1, 1]


def test_the_same_inputs_give_the_same_bytes(people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    first = make_run(people.analyst, work, collection)
    second = ReportRun(
        agency_group=first.agency_group, subject=first.subject, collection=collection, period_from=first.period_from,
        period_to=first.period_to, as_known_on=first.as_known_on, standing="provisional", indicators=first.indicators,
    )  # fmt: skip
    again = figures.count(second, lambda done, total: None)
    assert canonical(again) == canonical(first.numbers or {})
    assert digest(again) == first.sha256
    assert len(first.sha256) == 64


def test_a_counted_run_cannot_be_changed_or_removed(people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    assert ReportRun.objects.filter(pk=run.pk).update(numbers={}, sha256="") == 0
    assert ReportRun.objects.filter(pk=run.pk).delete()[0] == 0
    session.enter(None, purpose="statistics", request_id=uuid.uuid4().hex)
    assert ReportRun.objects.filter(pk=run.pk).update(standing="final") == 0


def test_a_job_that_comes_twice_counts_once(people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    assert run.job is not None
    before = run.counted_at
    work(run.job)
    run.refresh_from_db()
    assert run.counted_at == before


def test_another_agency_sees_no_collection_no_record_no_run(people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    run = make_run(people.analyst, work, collection)
    stranger = other_analyst()
    enter(stranger)
    assert not ReferenceRecord.objects.exists()
    assert not ReportRun.objects.exists()
    with pytest.raises(NotVisible):
        ReportRun.objects.fetch(stranger, "reports.view_run", run.pk)
    with pytest.raises(NotVisible):
        ask_run(stranger, collection)
    with pytest.raises(NotVisible):
        runs.ask_export(run=run, ending="csv", by=stranger)


def test_nobody_writes_for_another_agency(people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    enter(people.investigator)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportRun.objects.create(
            agency_group=collection.agency_group, subject="collection", collection=collection, standing="provisional",
            period_from=dt.date(2012, 1, 1), period_to=dt.date(2012, 12, 31), as_known_on="2026-01-01T00:00Z",
            indicators=[],
        )  # fmt: skip


@pytest.mark.parametrize(
    "person", ["investigator", "supervisor", "caseworker", "prosecutor", "auditor", "administrator"]
)
def test_only_the_analyst_counts(people: People, work: RunJob, person: str) -> None:
    collection = make_collection(people.analyst, work)
    user = getattr(people, person)
    enter(user)
    with pytest.raises(NotPermitted):
        ask_run(user, collection)
    assert not ReportRun.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"indicators": []},
        {"indicators": ["unit.cases"]},
        {"indicators": ["no.such"]},
        {"period_to": dt.date(2011, 12, 31)},
        {"period_from": dt.date(1900, 1, 1)},
        {"period_to": dt.date(2098, 12, 31), "standing": "final"},
    ],
)
def test_what_cannot_be_counted_is_refused_and_leaves_nothing(
    people: People, work: RunJob, changes: dict[str, Any]
) -> None:
    collection = make_collection(people.analyst, work)
    with pytest.raises(ValidationError), transaction.atomic():
        ask_run(people.analyst, collection, **changes)
    assert not ReportRun.objects.exists()
    assert not Job.objects.filter(kind="reports.figures").exists()


def test_the_month_is_counted_by_the_house_for_every_office_and_unit(people: People) -> None:
    session.enter(None, purpose="statistics", request_id=uuid.uuid4().hex)
    result = runs.count_month(Running(uuid.uuid4(), None), "2026-10")
    made = ReportRun.objects.filter(pk__in=result["runs"]).select_related("unit")
    assert {run.unit.code for run in made if run.unit} == {"ctu", "foreign_ctu"}
    ours = made.get(unit__code="ctu")
    assert (ours.standing, ours.made_by, ours.period_to) == ("provisional", None, dt.date(2026, 10, 31))
    enter(people.supervisor)
    assert not ReportRun.objects.exists(), "a sealed case that excludes the supervisor is counted in it"


def export(people: People, work: RunJob, ending: str) -> tuple[JobFile, bytes]:
    rows = [
        f"2012,Hotline,Female,{c},0,Threats,Other,Sexual Exploitation,Unknown,Age 9-17" for c in ["US"] * 6 + ["TT"] * 2
    ]
    run = make_run(people.analyst, work, make_collection(people.analyst, work, ctdc(*rows), name="=cmd|x"), last=2012)
    work(runs.ask_export(run=run, ending=ending, by=people.analyst))
    file = JobFile.objects.get()
    with files.opened(file) as stream:
        return file, stream.read()


def test_the_csv_says_internal_and_hides_small_cells(people: People, work: RunJob) -> None:
    file, content = export(people, work, "csv")
    assert file.name == "figures-collection-2012-01-to-2012-12-provisional-internal-not-for-release.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][0] == "Internal, not for release"
    assert rows[1] == ["Figures of", "'=cmd|x. Counter-Trafficking Data Collaborative (CTDC), IOM and Polaris"]
    start = rows.index(["Citizenship", "2012"])
    assert rows[start + 1 : start + 4] == [["Trinidad & Tobago", "<5"], ["United States", "hidden"], ["Total", "8"]]


def test_the_workbook_holds_texts_and_numbers_and_no_formula(people: People, work: RunJob) -> None:
    file, content = export(people, work, "xlsx")
    assert "internal-not-for-release" in file.name
    book = load_workbook(io.BytesIO(content))
    assert "not for release" in (book.properties.title or "")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == 8 and cell.data_type == "n" for cell in cells)
    assert not any(cell.value == 2 for cell in cells)
    assert book.worksheets[1]["A1"].value == "Internal, not for release"


def test_the_analyst_sees_small_cells_and_nobody_else(people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    own = {figure.indicator.code: figure for figure in shown.figures(run, protected=False)}
    others = {figure.indicator.code: figure for figure in shown.figures(run, protected=True)}
    assert [line.texts[:2] for line in own["reference.persons"].lines] == [["3", "2"]]
    assert [line.texts[:2] for line in others["reference.persons"].lines] == [["<5", "<5"]]
    for figure in others.values():
        for line in figure.lines:
            assert not any(0 < (value or 0) < 5 for value in line.values), (figure.indicator.code, line)
        drawn = figure.chart.drawing()["series"] if figure.chart else []
        assert not any(0 < (value or 0) < 5 for one in drawn for value in one["values"])
