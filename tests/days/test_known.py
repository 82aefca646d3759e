"""What days a date known in part can have been, in Python and in the database alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import DateField, F, Value
from django.db.models.functions import Cast

from carisecure.days import columns
from carisecure.days.known import KnownDay, Precision
from carisecure.interface import words

DAY = date(2024, 2, 14)


@pytest.mark.parametrize(
    ("precision", "first", "last", "iso", "said"),
    [
        ("day", DAY, DAY, "2024-02-14", "14 Feb 2024"),
        ("month", date(2024, 2, 1), date(2024, 2, 29), "2024-02", "February 2024"),
        ("year", date(2024, 1, 1), date(2024, 12, 31), "2024", "2024"),
    ],
)
def test_a_date_is_the_days_that_it_can_have_been(precision: str, first: date, last: date, iso: str, said: str) -> None:
    known = KnownDay(DAY, precision)
    assert (known.first, known.last, known.iso(), known.is_whole) == (first, last, iso, precision == "day")
    assert words.day(known.day, known.precision) == said


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        (KnownDay(date(2024, 2, 14)), KnownDay(date(2024, 2, 15)), True),
        (KnownDay(date(2024, 2, 14)), KnownDay(date(2024, 2, 14)), False),
        (KnownDay(date(2024, 2, 1), "month"), KnownDay(date(2024, 2, 29)), False),
        (KnownDay(date(2024, 2, 1), "month"), KnownDay(date(2024, 3, 1)), True),
        (KnownDay(date(2023, 1, 1), "year"), KnownDay(date(2024, 1, 1), "year"), True),
        (KnownDay(date(2024, 1, 1), "year"), KnownDay(date(2024, 6, 1), "month"), False),
    ],
)
def test_before_means_for_certain(one: KnownDay, other: KnownDay, before: bool) -> None:
    assert one.is_before(other) is before
    assert not other.is_before(one)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "America/Port_of_Spain", "Asia/Tokyo"])
@pytest.mark.parametrize("precision", Precision.values)
@pytest.mark.parametrize("day", [date(2024, 2, 1), date(2023, 2, 1), date(2024, 1, 1), date(2024, 12, 1)])
def test_the_database_says_the_same(day: date, precision: str, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', %s, true)", [zone])
    known = KnownDay(day, precision)
    Group.objects.get_or_create(name="a row to ask about")
    row = Group.objects.annotate(
        day=Cast(Value(known.first), DateField()), precision=Value(precision)
    ).annotate(last=columns.last_day("day"))  # fmt: skip
    assert row.values_list("last", flat=True)[0] == known.last
    for on in (known.first, known.last, date(known.last.year + 1, 1, 1)):
        assert row.filter(columns.is_before(on, "day")).exists() is known.is_before(KnownDay(on))
        assert row.filter(columns.lies_in(known.first, on, "day")).exists() is (known.last <= on)
    assert row.filter(last__gte=F("day")).exists()
