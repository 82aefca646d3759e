"""One check of days that somebody enters; each limit lets its own days through, and says what is wrong with others."""

from __future__ import annotations

from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from carisecure.days.known import KnownDay
from carisecure.days.limits import AT_WORK, BORN, CALENDAR, CONSENTED, HAPPENED, PLANNED, RUNG, Limit, check

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def today() -> object:
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY) as day:
        yield day


@pytest.mark.parametrize(
    ("limit", "earliest", "before", "latest", "after"),
    [
        (CALENDAR, date(1900, 1, 1), date(1899, 12, 31), date(2200, 12, 31), date(2201, 1, 1)),
        (HAPPENED, date(1900, 1, 1), date(1899, 12, 31), TODAY, date(2026, 11, 29)),
        (AT_WORK, date(1950, 1, 1), date(1949, 12, 31), TODAY, date(2026, 11, 29)),
        (CONSENTED, date(2016, 1, 1), date(2015, 12, 31), TODAY, date(2026, 11, 29)),
        (RUNG, date(2025, 11, 28), date(2025, 11, 27), TODAY, date(2026, 11, 29)),
        (PLANNED, date(1996, 1, 1), date(1995, 12, 31), date(2031, 12, 31), date(2032, 1, 1)),
        (BORN, date(1906, 11, 28), date(1906, 11, 27), TODAY, date(2026, 11, 29)),
    ],
)
def test_each_limit_has_its_two_ends(limit: Limit, earliest: date, before: date, latest: date, after: date) -> None:
    assert (limit.wrong(earliest), limit.wrong(latest)) == ("", "")
    assert limit.wrong(before) == str(limit.too_early)
    assert limit.wrong(after) == str(limit.too_late)


@pytest.mark.parametrize(
    ("known", "wrong"),
    [
        (KnownDay(date(2026, 11, 30), "month"), False), (KnownDay(date(2026, 12, 1), "month"), True),
        (KnownDay(date(2026, 12, 31), "year"), False), (KnownDay(date(2027, 1, 1), "year"), True),
        (KnownDay(date(1900, 1, 1), "year"), False), (KnownDay(date(1899, 1, 1), "year"), True),
    ],
)  # fmt: skip
def test_a_date_known_in_part_is_refused_where_none_of_its_days_is_possible(known: KnownDay, wrong: bool) -> None:
    assert bool(HAPPENED.wrong(known)) is wrong


def test_all_that_is_wrong_is_said_at_once_beside_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        check(HAPPENED, laid_on=date(2030, 1, 1), committed_on=date(26, 1, 2), given_on=TODAY, due_on=None)
    assert refused.value.message_dict == {
        "laid_on": ["This date is in the future."], "committed_on": ["Check the year: this date is too long ago."],
    }  # fmt: skip
    check(HAPPENED, laid_on=TODAY, due_on=None)


def test_the_29th_of_february_has_its_limit_too(today: mock.Mock) -> None:
    today.return_value = date(2028, 2, 29)
    assert BORN.wrong(date(1908, 2, 29)) == ""
    assert "120 years" in BORN.wrong(date(1908, 2, 28))
