"""Dates as people here write them: 14/3/2015, 14.3.15, 14 Mar 2015, Mar 2015, 14 de marzo de 2015, 3/2015, 2015.

The order of figures is the country's (`day_first` of its pack) unless the year stands first, as in the standard's
2015-03-14. Nothing is guessed: what can be two dates is refused.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names
from django.utils import timezone

from carisecure.countries.packs import pack
from carisecure.days.known import KnownDay, Precision
from carisecure.visible import visible

_SEP, _YEAR = r"[-/. ]", r"(?P<year>\d{4})"
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:{_SEP}(?P<month>\d{{1,2}})(?:{_SEP}(?P<day>\d{{1,2}}))?)?")
_FIGURES = re.compile(rf"(?:(?P<one>\d{{1,2}}){_SEP})?(?P<two>\d{{1,2}}){_SEP}{_YEAR}")
_SHORT = re.compile(rf"(?P<one>\d{{1,2}}){_SEP}(?P<two>\d{{1,2}}){_SEP}(?P<short>\d{{2}})")
# In words the month says itself. Between the parts: blanks, a point, a comma, a hyphen, the Spanish "de".
_BETWEEN = r"(?:[-/., ]+(?:del? +)?)"
_NAME, _DAY = r"(?P<name>[^\W\d_]{3,})", r"(?P<day>\d{1,2})(?:st|nd|rd|th|[º°])?"
_NAMED = (
    re.compile(rf"(?:{_DAY}{_BETWEEN})?{_NAME}{_BETWEEN}{_YEAR}"),
    re.compile(rf"{_DAY}{_BETWEEN}{_NAME}{_BETWEEN}(?P<short>\d{{2}})"),
    re.compile(rf"{_NAME}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}"),
)
_LANGUAGES = ("en", "es")  # both on every page: who writes a date does not change the language of the page for it


class NotADate(ValueError):
    """Nothing that is written as a date is."""


class NoSuchDay(NotADate):
    """Written as a date, and in no calendar: 31/2/2026."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


def read(text: str, *, figures_only: bool = False) -> KnownDay:
    """What was written. Raises NotADate, or NoSuchDay.

    `figures_only`: neither months by name nor years of two figures, for what is looked up as it was once written.
    """
    text = " ".join(visible(text).split())
    found = _YEAR_FIRST.fullmatch(text) or _FIGURES.fullmatch(text)
    if found is None and not figures_only:
        found = _SHORT.fullmatch(text) or next(filter(None, (each.fullmatch(text.lower()) for each in _NAMED)), None)
    if found is None:
        raise NotADate
    return _on_the_calendar(**_numbers({part: given for part, given in found.groupdict().items() if given}))


def _numbers(parts: dict[str, str]) -> dict[str, int]:
    """Year, and month and day where they were written."""
    if "two" in parts and "one" in parts:
        day, month = ("one", "two") if pack().country.day_first else ("two", "one")
        numbers = {"day": int(parts[day]), "month": int(parts[month])}
    elif "two" in parts:
        numbers = {"month": int(parts["two"])}
    else:
        numbers = {part: int(parts[part]) for part in ("day", "month") if part in parts}
    if "name" in parts:
        numbers["month"] = _month(parts["name"])
    return {**numbers, "year": int(parts["year"]) if "year" in parts else _century(int(parts["short"]))}


def _century(year: int) -> int:
    """15 is 2015. A year of two figures that this century has not reached is not guessed."""
    this = timezone.localdate().year
    if this - this % 100 + year > this:
        raise NotADate
    return this - this % 100 + year


def _on_the_calendar(**parts: int) -> KnownDay:
    precision = Precision.DAY if "day" in parts else Precision.MONTH if "month" in parts else Precision.YEAR
    try:
        return KnownDay(date(**{"month": 1, "day": 1, **parts}), precision)
    except ValueError as error:
        raise NoSuchDay(parts["year"]) from error


@cache
def _months() -> dict[str, int]:
    names = {name.lower(): n for code in _LANGUAGES for n, name in get_month_names("wide", locale=code).items()}
    return {**names, "setiembre": 9}


def _month(written: str) -> int:
    """The month whose name begins so, in three letters or more ("Sept.", "set")."""
    numbers = {number for name, number in _months().items() if name.startswith(written)}
    if len(numbers) != 1:
        raise NotADate
    return numbers.pop()
