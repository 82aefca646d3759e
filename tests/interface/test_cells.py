"""The rows of our own drawing are those of django-tables2, cell by cell, for every table of the house."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import django_tables2
import pytest
from django.db.models import Count
from django.template import Context
from django.template.base import render_value_in_context
from django.test import RequestFactory
from django.utils import timezone, translation

from carisecure.accounts.models import Agency, User
from carisecure.accounts.views.administration import AgencyTable, PersonTable
from carisecure.audit.queries import lines
from carisecure.audit.tables import LogTable
from carisecure.interface import cells
from carisecure.interface.tables import DayColumn, KnownColumn, MomentColumn, WorkTable
from carisecure.jobs.models import Job
from carisecure.jobs.tables import JobTable
from cases.file.views.case import CaseTable
from cases.intake.models import IntakeReport
from cases.intake.views.reports import ReportTable
from cases.record.models import Case
from reports.figures.models import ReportRun
from reports.figures.tables import RunTable
from tests.factories import make_case
from tests.interface.sink import AgencyTable as SinkTable
from tests.people import People, enter
from tests.roles import as_system


class OddTable(WorkTable):
    """What no list has today, and a next one may."""

    name = django_tables2.Column(verbose_name='A "quoted" <heading>', attrs={"td": {"class": "number"}})
    length = django_tables2.Column(accessor="name__length")
    nothing = django_tables2.Column(accessor="no__such__thing", default="none")
    number = django_tables2.Column(accessor="number")
    unsafe = django_tables2.Column(accessor="unsafe")
    alone = django_tables2.Column(empty_values=())
    everything = django_tables2.Column(empty_values=())
    code = django_tables2.TemplateColumn("<b>{{ record.unsafe }}</b>", empty_values=())
    known = KnownColumn(accessor="nothing")
    at = MomentColumn()
    day = DayColumn("precision")

    def render_alone(self) -> str:
        return "<alone>"

    def render_everything(self, **given: Any) -> str:
        return ", ".join(sorted(given.keys() - {"bound_row"}))


ODD: dict[str, Any] = {
    "name": "Ibis", "number": 12345, "unsafe": "<script>", "nothing": "",
    "at": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    "day": dt.date(2026, 3, 1), "precision": "month",
}  # fmt: skip


def _runs() -> Any:
    return [
        ReportRun(
            subject="unit",
            standing="provisional",
            created_at=timezone.now(),
            period_from=dt.date(2026, 3, 1),
            period_to=dt.date(2026, 3, 31),
        )
    ]


TABLES: dict[str, Callable[[People], WorkTable]] = {
    "cases": lambda _: CaseTable(Case.objects.all()),
    "reports": lambda _: ReportTable(IntakeReport.objects.select_related("case", "logged_by")),
    "people": lambda _: PersonTable(User.objects.all()),
    "agencies": lambda _: AgencyTable(Agency.objects.annotate(active_people=Count("people"))),
    "jobs": lambda _: JobTable([Job(pk=uuid.uuid4(), kind="audit.verify", state="done", asked_at=timezone.now())]),
    "log": lambda people: LogTable(lines(people.auditor).order_by("-id")[:30]),
    "runs": lambda _: RunTable(_runs()),
    "sink": lambda _: SinkTable(Agency.objects.all()),
    "odd": lambda _: OddTable([SimpleNamespace(**ODD), SimpleNamespace(**{**ODD, "name": None, "number": 0})]),
}


def by_the_library(table: WorkTable) -> list[list[str]]:
    context = Context()
    return [[render_value_in_context(cell, context) for _column, cell in row.items()] for row in table.rows]


def by_the_house(table: WorkTable) -> list[list[str]]:
    rows = [
        re.findall(r'<td role="cell" data-label="[^"]*"(?: class="[^"]*")?>(.*?)</td>', row, re.DOTALL)
        for row in cells.rows(table)
    ]
    assert all(row.startswith('<tr role="row"><td') for row in cells.rows(table))
    return rows


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.django_db
def test_every_cell_is_the_librarys(people: People, name: str, language: str) -> None:
    make_case(people.investigator, danger_now="yes", title="A <title>")
    make_case(people.investigator, is_official_involved=True)
    enter(people.auditor)
    with nullcontext() if name == "log" else as_system(), translation.override(language):
        table = TABLES[name](people)
        table.request = RequestFactory().get("/cases/?stage=reported")
        expected = by_the_library(table)
        assert expected
        assert [[" ".join(cell.split()) for cell in row] for row in by_the_house(table)] == [
            [" ".join(cell.split()) for cell in row] for row in expected
        ]


def test_a_heading_and_a_look_are_escaped_and_kept() -> None:
    row = next(iter(cells.rows(OddTable([SimpleNamespace(**ODD)]))))
    assert '<td role="cell" data-label="A &quot;quoted&quot; &lt;heading&gt;" class="number">Ibis</td>' in row
    assert "<script>" not in row


def test_every_table_of_the_house_is_compared() -> None:
    named = {name for make in TABLES.values() for name in make.__code__.co_names}
    assert {one.__name__ for one in WorkTable.__subclasses__()} - {"SinkTable"} <= named, "add it to TABLES"
