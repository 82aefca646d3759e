"""The base of every table of a list: columns in Python, order and page in the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from carisecure.interface import badges, cells
from carisecure.interface.templatetags.interface_tags import day, known, moment


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what to do next."""

    title: str | Promise
    text: str | Promise = ""
    url: str = ""
    action: str | Promise = ""


@dataclass(frozen=True)
class Heading:
    """A column's head: a link when the list can be sorted by it."""

    label: str
    url: str = ""
    order: str = ""  # "ascending", "descending" or "": what aria-sort says


class WorkTable(django_tables2.Table):  # type: ignore[misc]  # django-tables2 ships no types
    """Derive from it and declare the columns. Sorting is the list page's: it knows what the index can carry."""

    class Meta:
        template_name = "interface/_table.html"
        attrs = {"class": "table table-hover table-stack"}
        orderable = False
        default = ""

    def drawn_rows(self) -> Iterator[SafeString]:
        """For the template."""
        return cells.rows(self)


class StatusColumn(django_tables2.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A field with choices, as its badge."""

    def __init__(self, field: str, **extra: Any) -> None:
        super().__init__(accessor=field, empty_values=(), **extra)
        self.field = field

    def render(self, record: Any) -> SafeString:
        return badges.status_badge(record, self.field)


class MomentColumn(django_tables2.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A moment with its zone."""

    empty_values: Sequence[Any] = ()

    def render(self, value: Any) -> SafeString:
        return moment(value)


class DayColumn(django_tables2.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A date; `precision` names the field that says how exactly it is known."""

    empty_values: Sequence[Any] = ()

    def __init__(self, precision: str = "", **extra: Any) -> None:
        super().__init__(**extra)
        self.precision = precision

    def render(self, value: Any, record: Any) -> SafeString:
        return day(value, getattr(record, self.precision) if self.precision else "day")


class KnownColumn(django_tables2.Column):  # type: ignore[misc]  # django-tables2 ships no types
    """A value that may be "not known yet"."""

    empty_values: Sequence[Any] = ()

    def render(self, value: Any) -> Any:
        return known(value)
