"""How times, ages and what nobody knows yet are written, on pages and in documents alike."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carisecure.days.ages import AgeRange, years
from carisecure.days.known import Precision


def not_known_yet() -> str:
    return _("not known yet")


def moment(value: dt.datetime) -> str:
    """A moment in the country's zone, with the zone: "21 Nov 2026, 16:06 AST"."""
    local = timezone.localtime(value)
    return f"{date_format(local, _day_pattern())}, {local:%H:%M} {local.tzname()}"


def clock(value: dt.datetime) -> str:
    """Hours and minutes in the country's zone, for what happened just now: "16:06"."""
    return f"{timezone.localtime(value):%H:%M}"


def day(value: dt.date, precision: str = Precision.DAY) -> str:
    """A date as exactly as it is known: "21 Nov 2026", "November 2026", "2026"."""
    if precision == Precision.YEAR:
        return f"{value:%Y}"
    if precision == Precision.MONTH:
        return date_format(value, "F Y")
    return date_format(value, _day_pattern())


def age_range(low: int | None, high: int | None) -> str:
    """Ages in whole years, both ends included; either end may be unknown."""
    if low is None and high is None:
        return not_known_yet()
    if low is None:
        return _("%(high)s or younger") % {"high": high}
    if high is None:
        return _("%(low)s or older") % {"low": low}
    if low == high:
        return str(low)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def age_noted(low: int | None, high: int | None, noted_on: dt.date | None, today: dt.date | None = None) -> str:
    """An age with its day, and the age of today once a year has gone by: "16 to 18 on 3 Mar 2023; 19 to 22 today".

    Within the year the day beside the age says enough. With `today` it is written for a paper of that day, which is
    read on another: "19 to 22 on 30 Nov 2026".
    """
    noted = age_range(low, high)
    if noted_on is None or (low is None and high is None):
        return noted
    then = _("%(age)s on %(day)s") % {"age": noted, "day": day(noted_on)}
    asked = today or timezone.localdate()
    if years(noted_on, asked) < 1:
        return then
    moved = AgeRange(low, high, noted_on).at(asked)
    age = age_range(moved.low, moved.high)
    now = _("%(age)s on %(day)s") % {"age": age, "day": day(today)} if today else _("%(age)s today") % {"age": age}
    return f"{then}; {now}"


def _day_pattern() -> str:
    # Translators: how a date is written, in Django's letters: day, short month, year.
    return pgettext("date pattern", "j M Y")
