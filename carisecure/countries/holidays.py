"""Public holidays and working days of one country: the package `holidays`, put right by the pack's `holidays.yaml`.

The package computes the days: Easter, the day given instead of a Sunday, estimates of new moons. The file says
how each is called here, how far it can be trusted, and where the package is wrong. A day that hangs on the
moon is an estimate until it has been announced, and still counts: a deadline in three years must not crash on a
festival that nobody has announced yet. What was compared: docs/decisions/holidays.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from carisecure.datafiles import no_repeats
from carisecure.words import Trust, Words

if TYPE_CHECKING:
    from holidays import HolidayBase

_ONE_DAY = timedelta(days=1)
# What the package writes behind a name: "Divali (observed)", "Eid-Ul-Fitr (observed, estimated)".
_NAMED = re.compile(r"(?P<called>.+?)(?: \((?P<observed>observed)?(?:, )?(?:estimated)?\))?")


@dataclass(frozen=True)
class Years:
    """From the first to the last, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("first must not be after last")

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


@dataclass(frozen=True)
class HolidayRule:
    """One holiday. `called` is the package's name for it, `announced` the years whose moving day has been announced."""

    code: str
    called: str
    name: Words
    trust: Trust
    announced: Years | None = None
    day_instead: bool = True

    def trust_in(self, year: int) -> Trust:
        return self.trust if self.announced is None or year in self.announced else Trust.UNVERIFIED


@dataclass(frozen=True)
class Correction:
    """Where the package is wrong: not `off` but `on`; only one of the two for a day that it has too much or not."""

    holiday: str
    trust: Trust
    source: str
    off: date | None = None
    on: date | None = None
    instead: bool = False

    def __post_init__(self) -> None:
        if self.off is None and self.on is None:
            raise ValueError("give off, on or both")


@dataclass(frozen=True)
class Holiday:
    """One day off. `instead` is true for the day given because the holiday itself fell on a Sunday or on another."""

    on: date
    name: Words
    trust: Trust
    instead: bool = False


@dataclass(frozen=True)
class _Found:
    """A day before it is shown; `place` is that of its holiday in the file, which decides between two on one day."""

    on: date
    place: int
    rule: HolidayRule
    trust: Trust
    instead: bool


@dataclass(frozen=True)
class HolidayCalendar:
    """`holidays.yaml`. `weekend` is in Python's numbers, Monday 0: Saturday 5, Sunday 6.

    `package` is the country's code in the package and `language` the one of `called`: without it the names would
    follow the machine's. `compared`: the years whose moving days were compared with another source.
    """

    source: str
    package: str
    language: str | None  # null where the package knows one only
    weekend: tuple[int, ...]
    compared: Years
    day_instead_trust: Trust
    holidays: tuple[HolidayRule, ...]
    corrections: tuple[Correction, ...] = field(default=())

    def __post_init__(self) -> None:
        no_repeats("holidays", [rule.code for rule in self.holidays])
        no_repeats("called", [rule.called for rule in self.holidays])
        if unknown := {each.holiday for each in self.corrections} - {rule.code for rule in self.holidays}:
            raise ValueError(f"corrections: no holiday {', '.join(sorted(unknown))}")
        if not set(self.weekend) <= set(range(7)):
            raise ValueError("weekend: days are 0 (Monday) to 6 (Sunday)")

    def prove(self) -> None:
        """Raises ValueError where the package does not know the country, or not in that language."""
        try:
            languages = country_holidays(self.package).supported_languages
        except NotImplementedError as error:
            raise ValueError(f"package: {self.package!r} is no country of the package holidays") from error
        if self.language not in (languages or (None,)):
            raise ValueError(
                f"language: the package names days of {self.package} in {', '.join(languages) or 'one only'}"
            )

    def in_year(self, year: int) -> tuple[Holiday, ...]:
        """The public holidays of a year by date, days given instead included."""
        return _in_year(self, year)

    def complete_for(self, year: int) -> bool:
        """Whether the days of that year that hang on the moon were compared; otherwise the package alone says them."""
        return year in self.compared

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


def country_holidays(country: str, **options: Any) -> "HolidayBase":
    """The package's own, which loads 250 countries for one (18 MB): only where somebody counts working days."""
    from holidays import country_holidays as of_the_package

    return of_the_package(country, **options)


@lru_cache(maxsize=64)
def _in_year(calendar: HolidayCalendar, year: int) -> tuple[Holiday, ...]:
    found = [
        day for day in (*_of_the_package(calendar, year), *_put_right(calendar, year)) if not _is_wrong(calendar, day)
    ]
    # Where two holidays fall on one day, both are kept and the day given instead is called after the second.
    instead = {day.on: day for day in sorted(found, key=lambda day: day.place) if day.instead}
    days = [*(day for day in found if not day.instead), *instead.values()]
    return tuple(
        Holiday(day.on, day.rule.name, day.trust, day.instead)
        for day in sorted(days, key=lambda day: (day.on, day.place))
    )


def _of_the_package(calendar: HolidayCalendar, year: int) -> Iterator[_Found]:
    days = country_holidays(calendar.package, years=year, language=calendar.language)
    places = {rule.called: place for place, rule in enumerate(calendar.holidays)}
    for on in days:
        for name in days.get_list(on):
            said = _NAMED.fullmatch(name)
            called, instead = (said["called"], bool(said["observed"])) if said else (name, False)
            place = places.get(called, len(places))
            # A holiday that a later package knows and this file does not is a day off all the same.
            rule = (
                calendar.holidays[place]
                if called in places
                else HolidayRule(called, called, Words(called), Trust.SECONDARY)
            )
            if instead and not rule.day_instead:
                continue
            yield _Found(on, place, rule, _trust(calendar, rule, year, instead=instead), instead)


def _trust(calendar: HolidayCalendar, rule: HolidayRule, year: int, *, instead: bool) -> Trust:
    """A day given instead of an estimated one is no better known than that."""
    trust = rule.trust_in(year)
    return calendar.day_instead_trust if instead and trust is not Trust.UNVERIFIED else trust


def _put_right(calendar: HolidayCalendar, year: int) -> Iterator[_Found]:
    places = {rule.code: place for place, rule in enumerate(calendar.holidays)}
    for each in calendar.corrections:
        if each.on is not None and each.on.year == year:
            place = places[each.holiday]
            yield _Found(each.on, place, calendar.holidays[place], each.trust, each.instead)


def _is_wrong(calendar: HolidayCalendar, day: _Found) -> bool:
    return any((each.off, each.holiday) == (day.on, day.rule.code) for each in calendar.corrections)
