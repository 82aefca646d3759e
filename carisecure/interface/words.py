"""How times, ages and what nobody knows yet are written, on pages and in documents alike."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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


def _day_pattern() -> str:
    # Translators: how a date is written, in Django's letters: day, short month, year.
    return pgettext("date pattern", "j M Y")
