"""The age on the day that matters, for figures: computed by the database, as `carisecure.days.ages` does.

The first day on which what was done to the victim can have begun, as recorded in the case and not struck out. Where no
such day is known, the one on which somebody first told of it: the first report of the case, else the day on which the
case was opened, else the day on which the person was entered. An age that was noted on another day is moved to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case as Sorted
from django.db.models import DateField, F, IntegerField, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear, TruncDate
from django.db.models.lookups import LessThan

from cases.exploitation.models import Exploitation
from cases.intake.models import IntakeReport


def day_that_matters(as_known_on: datetime, involvement: str = "involvement") -> Any:
    """Of several things done the first: conduct before the eighteenth birthday is a child's (art. 3(c) and (d))."""
    done = Exploitation.objects.as_known_at(as_known_on).filter(victim=OuterRef(involvement), began_on__isnull=False)
    began = done.order_by().values("victim").annotate(first=Min("began_on")).values("first")
    return Coalesce(Subquery(began), told_on(involvement), output_field=DateField())


def told_on(involvement: str = "involvement") -> Any:
    reports = IntakeReport.objects.filter(case=OuterRef(f"{involvement}__case")).order_by().values("case")
    first = Subquery(reports.annotate(first=Min("received_at")).values("first"))
    return TruncDate(Coalesce(first, F(f"{involvement}__case__opened_at"), F(f"{involvement}__created_at")))


def lowest_age(noted: str, noted_on: str, day: str) -> Any:
    """Columns by name: the lowest age that was noted, the day of that, and the day that matters."""
    not_come_round = Sorted(When(then=Value(1), condition=_before(day, noted_on)), default=Value(0))
    return F(noted) + ExtractYear(day) - ExtractYear(noted_on) - not_come_round


def _before(day: str, other: str) -> Any:
    """Whether a day of the year lies before another, whatever the years."""
    return LessThan(_of_year(day), _of_year(other))


def _of_year(day: str) -> Any:
    return ExtractMonth(day, output_field=IntegerField()) * 100 + ExtractDay(day, output_field=IntegerField())
