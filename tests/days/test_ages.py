"""Ages move with time: whole years, widened where they hide how far the next birthday is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carisecure.days.ages import AgeRange, age_on, of_birth
from carisecure.days.known import KnownDay, Precision

NOTED = date(2023, 3, 3)


@pytest.mark.parametrize(
    ("noted", "day", "then"),
    [
        ((16, 18), NOTED, (16, 18)),
        ((16, 18), date(2026, 3, 3), (19, 21)),
        ((16, 18), date(2026, 3, 4), (19, 22)),  # who was 18 and 364 days has had one more birthday
        ((16, 18), date(2026, 3, 2), (18, 21)),
        ((16, 18), date(2023, 3, 4), (16, 19)),
        ((16, 18), date(2022, 3, 3), (15, 17)),
        ((16, 18), date(2022, 3, 4), (15, 18)),
        ((None, 17), date(2026, 11, 30), (None, 21)),
        ((18, None), date(2026, 11, 30), (21, None)),
        ((2, 3), date(2015, 1, 1), (0, 0)),
        ((None, None), date(2026, 11, 30), (None, None)),
    ],
)
def test_an_age_on_another_day(
    noted: tuple[int | None, int | None], day: date, then: tuple[int | None, int | None]
) -> None:
    found = AgeRange(*noted, NOTED).at(day)
    assert (found.low, found.high, found.on) == (*then, day)


@given(
    birth=st.dates(date(1960, 1, 1), date(2015, 1, 1)),
    noted_on=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    day=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
)
def test_the_true_age_lies_in_the_range_and_the_range_is_two_years_at_most(
    birth: date, noted_on: date, day: date
) -> None:
    age = age_on(birth, noted_on)
    then = AgeRange(age, age, noted_on).at(day)
    assert then.low is not None
    assert then.high is not None
    assert then.low <= age_on(birth, day) <= then.high
    assert then.high - then.low <= 1


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (KnownDay(date(2012, 3, 14)), date(2026, 11, 30), (14, 14)),
        (KnownDay(date(2012, 3, 14)), date(2030, 3, 13), (17, 17)),
        (KnownDay(date(2012, 3, 14)), date(2030, 3, 14), (18, 18)),
        (KnownDay(date(2012, 12, 1), Precision.MONTH), date(2026, 12, 15), (13, 14)),
        (KnownDay(date(2012, 1, 1), Precision.YEAR), date(2026, 11, 30), (13, 14)),
        (KnownDay(date(2026, 1, 1), Precision.YEAR), date(2026, 11, 30), (0, 0)),
    ],
)
def test_the_age_that_a_date_of_birth_gives(born: KnownDay, day: date, age: tuple[int, int]) -> None:
    found = of_birth(born, day)
    assert found is not None
    assert (found.low, found.high, found.on) == (*age, day)


def test_nobody_has_an_age_before_birth() -> None:
    assert of_birth(KnownDay(date(2024, 3, 14)), NOTED) is None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ((14, 17), (15, 15), True), ((14, 17), (17, 20), True), ((14, 17), (18, 20), False),
        ((None, 17), (18, None), False), ((18, None), (None, 18), True), ((None, None), (3, 3), True),
    ],
)  # fmt: skip
def test_whether_two_ages_can_be_one(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None], meet: bool
) -> None:
    assert AgeRange(*one).meets(AgeRange(*other)) is AgeRange(*other).meets(AgeRange(*one)) is meet
