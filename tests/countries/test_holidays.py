"""Public holidays and working days of Trinidad and Tobago, against days that are known."""

from datetime import date

import pytest

from carisecure.countries.packs import load_pack
from carisecure.words import Trust

CALENDAR = load_pack("TT").holidays


@pytest.mark.parametrize(
    ("day", "english", "instead"),
    [
        (date(2024, 3, 29), "Good Friday", False),
        (date(2024, 5, 30), "Corpus Christi", False),  # and Indian Arrival Day
        (date(2024, 5, 31), "Corpus Christi", True),  # two on one day: the next is free
        (date(2025, 3, 31), "Eid-ul-Fitr", False),
        (date(2025, 4, 1), "Spiritual Baptist (Shouter) Liberation Day", True),  # a Sunday, and the Monday was Eid
        (date(2025, 6, 20), "Labour Day", True),
        (date(2022, 12, 27), "Christmas Day", True),  # Christmas on a Sunday, Boxing Day on the Monday
        (date(2026, 11, 9), "Divali", True),
        (date(2027, 8, 2), "African Emancipation Day", True),
    ],
)
def test_known_holidays(day: date, english: str, instead: bool) -> None:
    holiday = CALENDAR.on(day)
    assert holiday is not None
    assert (holiday.instead, CALENDAR.is_working_day(day)) == (instead, False)
    assert english in {other.name.en for other in CALENDAR.in_year(day.year) if other.on == day}


def test_the_number_of_holidays_of_a_year() -> None:
    assert [len({h.on for h in CALENDAR.in_year(year)}) for year in range(2024, 2028)] == [14, 16, 15, 17]


def test_dates_not_yet_announced_are_marked() -> None:
    divali = CALENDAR.on(date(2027, 10, 28))
    assert divali is not None
    assert divali.trust is Trust.UNVERIFIED


def test_a_year_without_announced_dates_still_works_and_says_that_it_is_incomplete() -> None:
    assert all(CALENDAR.complete_for(year) for year in range(2022, 2028))
    assert not CALENDAR.complete_for(2031)
    assert CALENDAR.on(date(2031, 8, 31)) is not None


def test_working_days() -> None:
    friday = date(2026, 8, 28)
    assert CALENDAR.is_working_day(friday)
    assert not CALENDAR.is_working_day(date(2026, 8, 29))
    assert CALENDAR.working_day_from(date(2026, 8, 29)) == date(2026, 9, 1)  # Monday 31 August is Independence Day
    assert CALENDAR.add_working_days(friday, 0) == friday
    assert CALENDAR.add_working_days(friday, 1) == date(2026, 9, 1)
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(friday, -1)
