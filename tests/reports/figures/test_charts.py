"""What is drawn of a table: one axis, one unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reports.figures import shown
from tests.people import People
from tests.reports.made import frozen_table, make_frozen_run

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = dt.date(2025, 3, 31), dt.date(2025, 4, 30), dt.date(2025, 5, 31)
ANSWERED: dict[str, list[Any]] = {"answered": [10, 0, 12]}


def figure(people: People, table: dict[str, Any], last: dt.date = MAY) -> shown.FigureShown:
    run = make_frozen_run(people.analyst, people.investigator.agency, MARCH.replace(day=1), last, table)
    (found,) = shown.figures(run, protected=False)
    return found


def test_of_a_measure_the_measure_alone_is_drawn(people: People) -> None:
    """Ten referrals and two and a half days are no two bars of one axis; the table has both."""
    found = figure(people, frozen_table("unit.answer_days", ANSWERED, measure=[1.0, None, 2.5]))
    assert found.chart is not None
    drawing = found.chart.drawing()
    assert drawing["series"] == [{"label": "days (median)", "values": [1.0, None, 2.5]}]
    assert drawing["unit"] == "days (median)"
    assert [line.label for line in found.lines] == ["Referrals answered", "days (median)"]


def test_one_middle_value_is_not_drawn_beside_the_number_of_answers(people: People) -> None:
    found = figure(people, frozen_table("unit.answer_days", {"answered": [10]}, measure=[2.5]), MARCH)
    assert found.chart is None
    assert [line.texts for line in found.lines] == [["10"], ["2.5"]]


def test_every_chart_names_what_its_axis_counts(people: People) -> None:
    over_months = figure(people, frozen_table("unit.reports", {"hotline": [3, 4, 5], "walk_in": [1, 2, 3]}))
    over_rows = figure(people, frozen_table("unit.reports", {"hotline": [3], "walk_in": [1]}), MARCH)
    for found in (over_months, over_rows):
        assert found.chart is not None
        assert found.chart.drawing()["unit"] == "reports"
