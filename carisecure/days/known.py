"""A date as exactly as it is known, and the days that it can have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.days.months import LAST_OF_MONTH


class Precision(models.TextChoices):
    """How exactly a date is known. A month stands as its first day, a year as its first of January."""

    DAY = "day", _("To the day")
    MONTH = "month", _("Only the month")
    YEAR = "year", _("Only the year")


_ISO_LENGTH: dict[str, int] = {Precision.YEAR: 4, Precision.MONTH: 7}


@dataclass(frozen=True)
class KnownDay:
    """`first` is the day that stands for it in the database, whatever day of the month or year was given."""

    day: date
    precision: str = Precision.DAY

    @property
    def first(self) -> date:
        if self.precision == Precision.YEAR:
            return self.day.replace(month=1, day=1)
        return self.day.replace(day=1) if self.precision == Precision.MONTH else self.day

    @property
    def last(self) -> date:
        if self.precision == Precision.YEAR:
            return self.day.replace(month=12, day=31)
        if self.precision == Precision.MONTH:
            return self.day + LAST_OF_MONTH
        return self.day

    @property
    def is_whole(self) -> bool:
        return self.precision == Precision.DAY

    def is_before(self, other: KnownDay) -> bool:
        """Whether it was before the other for certain, however exactly the two are known."""
        return self.last < other.first

    def iso(self) -> str:
        """ "1999-12-31", "1999-12" or "1999"."""
        return self.first.isoformat()[: _ISO_LENGTH.get(self.precision, 10)]
