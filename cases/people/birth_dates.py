"""A date of birth as it is written and as it is kept: ISO, as precise as it is known."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

OLDEST = 120  # years, as the ages of a person end there
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:[-/. ](?P<month>\d{1,2})(?:[-/. ](?P<day>\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})[-/. ])?(?P<month>\d{1,2})[-/. ](?P<year>\d{4})")


class BirthDate(NamedTuple):
    """The first and the last day that it can be: one day, a month or a year."""

    first: date
    last: date

    @property
    def is_whole(self) -> bool:
        return self.first == self.last

    def iso(self) -> str:
        """ "1999-12-31", "1999-12" or "1999"."""
        if self.is_whole:
            return self.first.isoformat()
        return self.first.isoformat()[: 7 if self.first.month == self.last.month else 4]


def read(text: str) -> BirthDate | None:
    """What the calendar has under this text: year first, or day first as people here write. None for anything else."""
    found = _YEAR_FIRST.fullmatch(text.strip()) or _DAY_FIRST.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = first.replace(month=month or 12)
    end = calendar.monthrange(last_month.year, last_month.month)[1]
    return BirthDate(first, last_month.replace(day=day or end))


def checked(text: str) -> str:
    """The text in the one form that is kept. Raises ValidationError for no date, one to come and one too long ago."""
    known = read(text)
    if known is None:
        raise ValidationError(
            _("Not a date. Write it as 31/12/1999 or 1999-12-31, or as much as is known: 12/1999, 1999-12, 1999.")
        )
    today = timezone.localdate()
    if known.first > today:
        raise ValidationError(_("Check the year: this date is in the future."))
    if (known.last.year + OLDEST, known.last.month, known.last.day) < (today.year, today.month, today.day):
        raise ValidationError(_("Check the year: this is more than %(years)s years ago."), params={"years": OLDEST})
    return known.iso()
