"""What every row of a prosecution has."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.models import Walled
from prosecutions.models.matter import Prosecution


class Precision(models.TextChoices):
    """How exactly a date is known. A month stands as its first day, a year as its first of January."""

    DAY = "day", _("To the day")
    MONTH = "month", _("Only the month")
    YEAR = "year", _("Only the year")


def days_meant(day: date, precision: str) -> tuple[date, date]:
    """The first and the last day that it can have been."""
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def is_before(day: date, precision: str, other: date, other_precision: str) -> bool:
    """Whether the one was before the other for certain, however exactly the two are known."""
    return days_meant(day, precision)[1] < days_meant(other, other_precision)[0]


class Entry(Walled):
    """Something that belongs to a prosecution, with who wrote it down and when."""

    prosecution = models.ForeignKey(Prosecution, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["recorded_at", "id"]


class Fact(Entry):
    """Something that happened, counted by its date: never edited, only replaced by a later row (`replaces`)."""

    happened_on = models.DateField(_("on"))
    precision = models.CharField(_("known"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["happened_on", "recorded_at"]
