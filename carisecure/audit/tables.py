"""The access log as a table, and what it can be filtered by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from carisecure.accounts.models import User
from carisecure.audit import words
from carisecure.audit.models import Line
from carisecure.audit.queries import about, shown
from carisecure.days.fields import DayField
from carisecure.days.limits import CALENDAR
from carisecure.interface.tables import MomentColumn, WorkTable


def _cell(name: str, heading: Any) -> Any:
    return tables.TemplateColumn(template_name=f"audit/_line_{name}.html", verbose_name=heading, empty_values=())


class LogTable(WorkTable):
    """One row a line. The rows are `queries.ShownLine`."""

    at = MomentColumn(verbose_name=gettext_lazy("When"))
    who = _cell("who", gettext_lazy("Who"))
    action = _cell("what", gettext_lazy("What"))
    thing = _cell("thing", gettext_lazy("Type"))
    more = _cell("more", gettext_lazy("Particulars"))

    def __init__(self, rows: Iterable[Line], **kwargs: Any) -> None:
        super().__init__([shown(line) for line in rows], **kwargs)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # django-filter ships no types
    field_class = DayField


class LogFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    person = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Person"), field_name="actor", method="by_person", queryset=User.objects.all(),
        empty_label=gettext_lazy("Anybody"),
    )  # fmt: skip
    thing = django_filters.CharFilter(
        label=gettext_lazy("Record"),
        method="about_object",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Reference or ID")}),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Action"), method="of_kind", empty_label=gettext_lazy("Any"),
        choices=[(code, label) for code, (label, _begin) in words.KINDS.items()],
    )  # fmt: skip
    table = django_filters.ChoiceFilter(
        label=gettext_lazy("Type of record"),
        field_name="table_name",
        empty_label=gettext_lazy("Any"),
        choices=words.tables,
    )
    since = DayFilter(label=gettext_lazy("From"), method="from_day", limit=CALENDAR)
    until = DayFilter(label=gettext_lazy("Until"), method="until_day", limit=CALENDAR)
    request_id = django_filters.CharFilter(field_name="request", widget=forms.HiddenInput)

    def by_person(self, rows: QuerySet[Line], name: str, person: User) -> QuerySet[Line]:
        return rows.filter(actor=person.pk)

    def about_object(self, rows: QuerySet[Line], name: str, value: str) -> QuerySet[Line]:
        return about(rows, value)

    def of_kind(self, rows: QuerySet[Line], name: str, value: str) -> QuerySet[Line]:
        begins = words.KINDS[value][1]
        return rows.filter(reduce(or_, (Q(action=code) | Q(action__startswith=f"{code}.") for code in begins)))

    def from_day(self, rows: QuerySet[Line], name: str, value: dt.date) -> QuerySet[Line]:
        return rows.filter(at__gte=_midnight(value))

    def until_day(self, rows: QuerySet[Line], name: str, value: dt.date) -> QuerySet[Line]:
        return rows.filter(at__lt=_midnight(value + dt.timedelta(days=1)))


def _midnight(day: dt.date) -> dt.datetime:
    """The day's beginning in the country's zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
