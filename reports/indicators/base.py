"""What an indicator is: what is counted, in which unit, by which date, after whose rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Rows = Mapping[str, int]


class Across(TextChoices):
    """Whether the columns of a figure may be added, in words for its readers.

    distinct and median are counted anew over the whole period, so their `count` takes a span of any length; of a median
    that is the measure alone, for what it is the middle of is added. stock is counted once, on the day of counting.
    """

    ADDED = "added", _("Each is in one column only: “All” is the sum of the columns.")
    DISTINCT = (
        "distinct",
        _("A person can be in several columns: “All” counts everybody once over the whole period."),
    )
    STOCK = "stock", _("Counted on the day of the run: one column for that day, whatever the period.")
    MEDIAN = "median", _("Medians are not added: “All” is calculated again over the whole period.")


@dataclass(frozen=True)
class Span:
    """One column of a table: a year or a month, both ends included, in the country's zone."""

    label: str
    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends_before(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted, and as known on which moment. Exactly one of `collection` and `unit` is set."""

    as_known_on: datetime
    collection: Any = None
    unit: Any = None


@dataclass(frozen=True)
class Counted:
    """One column of one figure.

    `total`: how many were counted altogether (the denominator, where rows overlap). `unknown`: of these, how many of
    which the row is not known; shown as unknown, never as "no". `left_out`: what was not counted, by reason; under
    "year_only" the whole year's, in every month of it. `measure`: the value of an indicator that is no count (days),
    None where there is none.
    """

    rows: Rows
    total: int
    unknown: int = 0
    left_out: Rows = field(default_factory=dict)
    measure: float | None = None


@dataclass(frozen=True)
class Indicator:
    """One figure. `version` goes up when the way of counting changes, so that old runs can be told from new ones.

    `labels` names the rows; codes that it lacks name themselves (years, countries: `name_row`). `is_overlapping`: one
    person can be in several rows, so rows do not add up to the total, and a share is of the total.
    """

    code: str
    subject: Literal["collection", "unit"]
    title: Text
    unit: Text
    date_basis: Text
    definition: Text
    source: Text
    not_counted: Text
    count: Callable[[Scope, Span], Counted]
    row_heading: Text
    labels: Mapping[str, Text] = field(default_factory=dict)
    name_row: Callable[[str], str] = str
    is_overlapping: bool = False
    is_measure: bool = False
    across: Across = Across.ADDED
    version: int = 1

    @property
    def is_counted_anew(self) -> bool:
        """Whether the whole period is counted by itself."""
        return self.across in (Across.DISTINCT, Across.MEDIAN)

    def label(self, row: str) -> str:
        return str(self.labels[row]) if row in self.labels else self.name_row(row)

    @property
    def is_named_in_words(self) -> bool:
        """Whether rows without a label of their own have names, which a reader looks up by the alphabet of theirs."""
        return self.name_row is not str

    def in_order(self, rows: Iterable[str]) -> list[str]:
        """Codes of the list in its order, then all others by themselves."""
        found = set(rows)
        listed = [row for row in self.labels if row in found]
        return listed + sorted(found - set(listed))
