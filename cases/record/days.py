"""The days that can stand in a file: not to come, and within what somebody alive remembers."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

EARLIEST_YEAR = 1950  # before it nobody alive took a statement, found an exhibit or called: a slip of the hand


def within_memory(field: str, day: date | None) -> None:
    """Raise ValidationError for this field where the day is to come, by the country's calendar, or long ago."""
    if day is None:
        return
    if day > timezone.localdate():
        raise ValidationError({field: _("This date is in the future.")})
    if day.year < EARLIEST_YEAR:
        raise ValidationError({field: _("Check the year: this date is too long ago.")})
