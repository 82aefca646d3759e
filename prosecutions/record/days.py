"""Days as the forms of this room ask for them: with how exactly they are known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from carisecure.days.known import KnownDay, Precision

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
    return KnownDay(day, precision).first if day is not None else None
