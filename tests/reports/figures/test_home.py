"""What the Figures page says of the newest run: the month that it names, and nothing else under that name."""

from __future__ import annotations

import datetime as dt

import pytest

from reports.figures import home
from tests.people import People
from tests.reports.made import frozen_table, make_frozen_run

pytestmark = pytest.mark.django_db
MARCH, MAY = dt.date(2026, 3, 1), dt.date(2026, 5, 31)


def test_one_months_name_stands_over_one_months_numbers(people: People) -> None:
    """A run of three months has a column of all three behind them; the page names the last month alone."""
    make_frozen_run(
        people.analyst, people.investigator.agency, MARCH, MAY,
        frozen_table("unit.reports", {"hotline": [20, 30, 7]}, unknown=[9, 0, 6], totals=[29, 30, 13]),
        frozen_table("unit.cases", {"cases": [5, 6, 8]}),
    )  # fmt: skip
    page = home.for_viewer(people.analyst)
    assert page.newest is not None
    assert page.newest.period_to == MAY
    assert {one.code: one.value for one in page.headlines} == {"unit.reports": "13", "unit.cases": "8"}
    assert [(gap.code, gap.value) for gap in page.gaps] == [("unit.reports", "6")]


@pytest.mark.parametrize(("counted", "unit"), [(0, "victims"), (1, "victim"), (2, "victims")])
def test_one_victim_is_no_victims(people: People, counted: int, unit: str) -> None:
    make_frozen_run(
        people.analyst, people.investigator.agency, MAY.replace(day=1), MAY,
        frozen_table("unit.victims", {"identified": [counted]}),
    )  # fmt: skip
    (headline,) = home.for_viewer(people.analyst).headlines
    assert (headline.value, headline.unit) == (str(counted), unit)


def test_what_is_known_of_every_month_but_the_last_is_no_gap(people: People) -> None:
    make_frozen_run(
        people.analyst, people.investigator.agency, MARCH, MAY,
        frozen_table("unit.reports", {"hotline": [20, 30, 7]}, unknown=[9, 0, 0], totals=[29, 30, 7]),
    )  # fmt: skip
    assert home.for_viewer(people.analyst).gaps == []
