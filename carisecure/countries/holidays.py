"""Public holidays and working days of one country, out of its `holidays.yaml`.

A holiday is on a fixed day, a number of days from Easter, or on a day that is announced year by year (a new moon, a
festival). Announced dates are data; a year for which they have not been entered is said to be incomplete and still
works, because a deadline in three years must not crash on a festival that nobody has announced yet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from carisecure.datafiles import no_repeats
from carisecure.words import Trust, Words

_FIXED = re.compile(r"^(0[1-9]|1[0-2])-([0-2][0-9]|3[01])$")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AnnouncedDate:
    """The day of a movable holiday in one year; `trust` is unverified until the announcement has been seen."""

    on: date
    trust: Trust


@dataclass(frozen=True)
class HolidayRule:
    """One holiday: exactly one of `fixed` ("08-31"), `days_from_easter` (-2 is Good Friday) and `announced`."""

    code: str
    name: Words
    trust: Trust
    fixed: str | None = None
    days_from_easter: int | None = None
    announced: tuple[AnnouncedDate, ...] | None = None
    day_instead: bool = True

    def __post_init__(self) -> None:
        if [self.fixed, self.days_from_easter, self.announced].count(None) != 2:
            raise ValueError(f"{self.code}: give exactly one of fixed, days_from_easter, announced")
        if self.fixed is not None and not _FIXED.match(self.fixed):
            raise ValueError(f'{self.code}: fixed must look like "08-31" (month-day), not {self.fixed!r}')
        if self.announced is not None:
            no_repeats(f"{self.code}: years", [str(day.on.year) for day in self.announced])

    def in_year(self, year: int) -> tuple[date, Trust] | None:
        """The day in that year and how far it can be trusted; None where it has not been announced."""
        if self.fixed is not None:
            month, day = map(int, self.fixed.split("-"))
            return date(year, month, day), self.trust
        if self.days_from_easter is not None:
            return easter(year) + timedelta(days=self.days_from_easter), self.trust
        return next(((day.on, day.trust) for day in self.announced or () if day.on.year == year), None)


@dataclass(frozen=True)
class Holiday:
    """One day off. `instead` is true for the day given because the holiday itself fell on a Sunday or on another."""

    on: date
    name: Words
    trust: Trust
    instead: bool = False


@dataclass(frozen=True)
class HolidayCalendar:
    """`holidays.yaml`. `weekend` is in Python's numbers, Monday 0: Saturday 5, Sunday 6."""

    source: str
    weekend: tuple[int, ...]
    day_instead_trust: Trust
    holidays: tuple[HolidayRule, ...]

    def __post_init__(self) -> None:
        no_repeats("holidays", [rule.code for rule in self.holidays])
        if not set(self.weekend) <= set(range(7)):
            raise ValueError("weekend: days are 0 (Monday) to 6 (Sunday)")

    def in_year(self, year: int) -> tuple[Holiday, ...]:
        """The public holidays of a year by date, days given instead included."""
        return _in_year(self, year)

    def complete_for(self, year: int) -> bool:
        """Whether the dates announced year by year have been entered for that year."""
        return all(rule.in_year(year) is not None for rule in self.holidays)

    def on(self, day: date) -> Holiday | None:
        """The holiday on that day, if it is one."""
        return next((holiday for holiday in self.in_year(day.year) if holiday.on == day), None)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and self.on(day) is None

    def working_day_from(self, day: date) -> date:
        """That day, or the first working day after it: what a deadline falling on a holiday moves to."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, number: int) -> date:
        """`number` working days after `day`, which is not counted itself (3 after a Friday is a Wednesday)."""
        if number < 0:
            raise ValueError("number of working days must not be negative")
        for _ in range(number):
            day = self.working_day_from(day + _ONE_DAY)
        return day


@lru_cache(maxsize=64)
def _in_year(calendar: HolidayCalendar, year: int) -> tuple[Holiday, ...]:
    named = [(rule, *found) for rule in calendar.holidays if (found := rule.in_year(year)) is not None]
    holidays = [Holiday(on, rule.name, trust) for rule, on, trust in named]
    holidays += _days_instead(calendar, {rule.code: (rule, on) for rule, on, _ in named})
    return tuple(sorted(holidays, key=lambda holiday: holiday.on))


def _days_instead(calendar: HolidayCalendar, days: Mapping[str, tuple[HolidayRule, date]]) -> Iterator[Holiday]:
    """A holiday on a Sunday gives the next free day; two holidays on one day give one day more."""
    taken = {on for _, on in days.values()}
    seen: set[date] = set()
    for rule, on in sorted(days.values(), key=lambda item: item[1]):
        doubled = on in seen
        seen.add(on)
        if not rule.day_instead or not (doubled or on.weekday() == 6):
            continue
        day = on + _ONE_DAY
        while day in taken or day.weekday() in calendar.weekend:
            day += _ONE_DAY
        taken.add(day)
        yield Holiday(day, rule.name, calendar.day_instead_trust, instead=True)
