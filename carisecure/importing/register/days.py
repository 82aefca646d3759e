"""Days out of texts: one rule for the order of figures, every doubtful one said, nothing guessed."""

from __future__ import annotations

import re
from datetime import date

from carisecure.days import reading
from carisecure.days.known import KnownDay
from carisecure.importing.register.nouns import DayRead
from carisecure.importing.rows import Unread

FIRST_YEAR = 1900
_CELL = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T][\d:.]+Z?)?")
_FIGURES = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})")
_SHORT = re.compile(r"(.*[^\W\d_].*[^\d])(\d\d)")


def read_day(text: str, *, day_first: bool, today: date) -> tuple[DayRead, str]:
    """The day, and the code of a doubt or "". Raises Unread: not_a_day, no_such_day, day_too_old, day_in_future.

    A cell that is a date has no doubt; a text of figures has one where day and month can be exchanged, and any text
    where the year has two figures.
    """
    plain = " ".join(text.split())
    if cell := _CELL.fullmatch(plain):
        return _within(_of(*(int(part) for part in cell.groups())), today), ""
    figures = _FIGURES.fullmatch(plain)
    if figures is None:
        short = _SHORT.fullmatch(plain)
        found = _named(f"{short[1]}{_century(int(short[2]), today)}" if short else plain)
        return _within(DayRead(found.first, str(found.precision)), today), "short_year" if short else ""
    one, two, year = (int(part) for part in figures.groups())
    is_short = len(figures[3]) == 2
    day, month = (one, two) if day_first else (two, one)
    doubt = _doubt(one <= 12 and two <= 12 and one != two, is_short)
    return _within(_of(_century(year, today) if is_short else year, month, day), today), doubt


def _doubt(is_exchangeable: bool, is_short: bool) -> str:
    if is_exchangeable and is_short:
        return "both"
    return "day_or_month" if is_exchangeable else "short_year" if is_short else ""


def _of(year: int, month: int, day: int) -> DayRead:
    try:
        return DayRead(date(year, month, day), "day")
    except ValueError:
        raise Unread("no_such_day") from None


def _century(year: int, today: date) -> int:
    """13 is 2013; what this century has not reached is of the last one (a date of birth: 89 is 1989)."""
    this = today.year - today.year % 100 + year
    return this if this <= today.year else this - 100


def _named(text: str) -> KnownDay:
    try:
        return reading.read(text)
    except reading.NoSuchDay:
        raise Unread("no_such_day") from None
    except reading.NotADate:
        raise Unread("not_a_day") from None


def _within(found: DayRead, today: date) -> DayRead:
    if found.day.year < FIRST_YEAR:
        raise Unread("day_too_old")
    if found.day > today:
        raise Unread("day_in_future")
    return found
