"""Months of the calendar: from the last of a long month, over a leap day and the end of a year."""

from __future__ import annotations

from datetime import date

import pytest

from carisecure.days.months import LAST_OF_MONTH, MONTH_BEFORE, NEXT_MONTH


@pytest.mark.parametrize(
    ("day", "last", "following", "before"),
    [
        ("2026-01-31", "2026-01-31", "2026-02-01", "2025-12-01"),
        ("2026-02-28", "2026-02-28", "2026-03-01", "2026-01-01"),
        ("2028-02-01", "2028-02-29", "2028-03-01", "2028-01-01"),
        ("2026-03-31", "2026-03-31", "2026-04-01", "2026-02-01"),
        ("2026-04-15", "2026-04-30", "2026-05-01", "2026-03-01"),
        ("2026-12-31", "2026-12-31", "2027-01-01", "2026-11-01"),
        ("2100-02-10", "2100-02-28", "2100-03-01", "2100-01-01"),
    ],
)
def test_a_month_ends_is_followed_and_preceded(day: str, last: str, following: str, before: str) -> None:
    given = date.fromisoformat(day)
    found = [given + step for step in (LAST_OF_MONTH, NEXT_MONTH, MONTH_BEFORE)]
    assert [day.isoformat() for day in found] == [last, following, before]


def test_the_months_of_eight_hundred_years_follow_each_other_without_a_gap() -> None:
    day = date(1600, 1, 1)
    for number in range(800 * 12):
        assert (day.year, day.month, day.day) == (1600 + number // 12, number % 12 + 1, 1)
        assert (day + LAST_OF_MONTH).toordinal() + 1 == (day + NEXT_MONTH).toordinal()
        assert day + NEXT_MONTH + MONTH_BEFORE == day
        day += NEXT_MONTH


def test_the_last_month_of_the_calendar_has_an_end() -> None:
    assert date(9999, 12, 1) + LAST_OF_MONTH == date.max
