"""Days as the forms of this room ask for them: with how exactly they are known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from prosecutions.record.models import Precision

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise


def day_field(label: str | Promise, **more: Any) -> forms.DateField:
    """A day, picked from the browser's calendar or typed as 2026-11-21."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def hour_field(label: str | Promise, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **more)


def precision_field(label: str | Promise) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Precision.choices, initial=Precision.DAY)


def as_known(day: date | None, precision: str) -> date | None:
    """The day that stands for what is known: the first of the month, or of the year."""
    if day is None:
        return None
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == Precision.MONTH else day
