"""A date known in part in the database: a column beside the day, and sums about the two in a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, DateField, F, Func, Q, When
from django.db.models.lookups import LessThan, LessThanOrEqual

from carisecure.days.known import Precision

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise as Promise


def known_to(verbose_name: str | Promise | None = None) -> models.CharField[Any, Any]:
    """The column that says how exactly the date beside it is known. The date is kept as `KnownDay.first`."""
    return models.CharField(verbose_name, max_length=10, choices=Precision.choices, default=Precision.DAY)


class _LastOf(Func):
    # As a timestamp without zone: a day of the country must not move with the zone of the connection.
    template = "(date_trunc('%(unit)s', %(expressions)s::timestamp) + interval '1 %(unit)s -1 day')::date"
    output_field = DateField()


def last_day(day: str = "happened_on", precision: str = "precision") -> Case:
    """The last day that it can have been; the first is the column itself."""
    return Case(
        When(Q(**{precision: Precision.YEAR}), then=_LastOf(F(day), unit="year")),
        When(Q(**{precision: Precision.MONTH}), then=_LastOf(F(day), unit="month")),
        default=F(day),
        output_field=DateField(),
    )


def is_before(on: date, day: str = "happened_on", precision: str = "precision") -> LessThan:
    """A filter: it was before this day for certain, however exactly it is known."""
    return LessThan(last_day(day, precision), on)


def lies_in(first: date, last: date, day: str = "happened_on", precision: str = "precision") -> Q:
    """A filter: it was within these days for certain, both included. The index of the day itself is used first."""
    return Q(**{f"{day}__gte": first, f"{day}__lte": last}) & Q(LessThanOrEqual(last_day(day, precision), last))
