"""What a day can be that somebody enters: one check, and named limits with their reasons.

Whether a day is to come is decided by the country's calendar. Of a date known in part the days that it can have been
count: it is refused only where none of them is possible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.days.known import KnownDay

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

LATEST_YEAR = 2200  # with a later one no sum of days can be made
TOO_LONG_AGO = _("Check the year: this date is too long ago.")
IN_THE_FUTURE = _("This date is in the future.")
NO_SUCH_DAY = _("This date does not exist.")


def _today(today: date) -> date:
    return today


def _since(year: int) -> Callable[[date], date]:
    return lambda _today: date(year, 1, 1)


@dataclass(frozen=True)
class Limit:
    """The first and the last day that is possible, each from today on, and what is said of a day outside."""

    earliest: Callable[[date], date]
    latest: Callable[[date], date] = _today
    too_early: str | Promise = TOO_LONG_AGO
    too_late: str | Promise = IN_THE_FUTURE

    def wrong(self, day: date | KnownDay) -> str:
        """Why it cannot have been this day; "" where it can."""
        known = day if isinstance(day, KnownDay) else KnownDay(day)
        today = timezone.localdate()
        if known.first > self.latest(today):
            return str(self.too_late)
        return str(self.too_early) if known.last < self.earliest(today) else ""


# On the calendar at all: how far back and ahead a register may be looked through, or somebody let in. Outside it is a
# slip of the hand, and one sentence says so.
CALENDAR = Limit(_since(1900), lambda _today: date(LATEST_YEAR, 12, 31), NO_SUCH_DAY, NO_SUCH_DAY)
# What happened: a charge, a verdict, a decision, the offence itself. Old matters are entered to be found again, so
# only what lies before everybody's lifetime is a slip.
HAPPENED = Limit(_since(1900))
# What an officer wrote down, found or took in for this case: before 1950 nobody alive took a statement or a call.
AT_WORK = Limit(_since(1950))
# A consent is to one sharing that is about to happen: nobody shares today by the word of eleven years ago.
CONSENTED = Limit(lambda today: date(today.year - 10, 1, 1))
# A number on call that was rung: what was answered longer than a year ago is no word on who answers tonight.
RUNG = Limit(lambda today: today - relativedelta(years=1))
# A plan: nobody lists anything for later than in five years; a day that is over may be entered, to catch up on the
# oldest matters, for thirty.
PLANNED = Limit(
    lambda today: date(today.year - 30, 1, 1),
    lambda today: date(today.year + 5, 12, 31),
    too_late=_("Check the year: this date is more than five years away."),
)
# The birth of somebody whom a case is about; the ages of a person end at 120 as well.
BORN = Limit(
    lambda today: today - relativedelta(years=120),
    too_early=_("Check the year: this is more than 120 years ago."),
    too_late=_("Check the year: this date is in the future."),
)


def why_no_day(year: int) -> str:
    """Of a text that is written as a date of this year and is in no calendar: the same words in every field."""
    return str(TOO_LONG_AGO if year < CALENDAR.earliest(date.min).year else NO_SUCH_DAY)


def check(limit: Limit, **days: date | KnownDay | None) -> None:
    """Raise ValidationError for every named day that is outside; a day that nobody gave is not."""
    wrong = {name: why for name, day in days.items() if day is not None and (why := limit.wrong(day))}
    if wrong:
        raise ValidationError(wrong)
