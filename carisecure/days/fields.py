"""The form fields of days: a whole day, a date known in part (one line, as exactly as it is known), an hour."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.days.reading import NoSuchDay, NotADate, read
from carisecure.interface import words


def _read(text: str, *, otherwise: str) -> KnownDay:
    """What was written; a ValidationError with these words where it is no date."""
    try:
        return read(text)
    except NoSuchDay as error:
        raise ValidationError(limits.why_no_day(error.year)) from error
    except NotADate as error:
        raise ValidationError(otherwise) from error


class DayInput(forms.DateInput):
    """The browser's calendar. It shows nothing but year-month-day, so a day that was typed otherwise becomes that."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        with suppress(NotADate):
            known = read(str(value or ""))
            value = known.first.isoformat() if known.precision == Precision.DAY else value
        return super().format_value(value)


class DayField(forms.DateField):
    """One whole day, picked or typed. Django's own field reads 3/4/2015 as the fourth of March in every country."""

    widget = DayInput

    def __init__(self, *, limit: limits.Limit | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit  # None: the operation says what is possible

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        otherwise = _("Write the day as 21/11/2026 or 21 Nov 2026.")
        known = _read(value, otherwise=otherwise)
        if known.precision != Precision.DAY:
            raise ValidationError(otherwise)
        return known.first

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and self.limit and (wrong := self.limit.wrong(value)):
            raise ValidationError(wrong)


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class HourField(forms.TimeField):
    widget = HourInput


class KnownDayInput(forms.TextInput):
    """What was typed, and below it how it was understood."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        typed = super().render(name, value, attrs, renderer)
        try:
            known = read(str(value or ""))
        except NotADate:
            return typed
        day = words.day(known.day, known.precision)
        if day == value:
            return typed
        # It quotes what it speaks of: while somebody goes on typing it stays true.
        meant = _("“%(typed)s” is %(day)s.") % {"typed": value, "day": day}
        return format_html(
            '{}<output class="form-text d-block" for="{}">{}</output>', typed, (attrs or {})["id"], meant
        )


class KnownDayField(forms.CharField):
    """Cleans to a KnownDay within the limit, or None. A draft and a correction show it as it would be typed."""

    widget = KnownDayInput(attrs={"autocomplete": "off"})

    def __init__(self, *, limit: limits.Limit = limits.CALENDAR, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("As exact as it is known: 21/11/2026, Nov 2026, or 2026."))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.limit = limit

    def clean(self, value: Any) -> Any:
        text = str(super().clean(self.prepare_value(value)))
        if not text:
            return None
        known = _read(text, otherwise=_("Write it as 21/11/2026, 21 Nov 2026, Nov 2026 or 2026."))
        if wrong := self.limit.wrong(known):
            raise ValidationError(wrong)
        return known

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            value = KnownDay(value)
        return typed(value) if isinstance(value, KnownDay) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != self.prepare_value(data))


def typed(known: KnownDay) -> str:
    """As somebody here would write it in figures: "21/11/2026", "11/2026", "2026"."""
    parts: dict[str, str] = {Precision.YEAR: "%Y", Precision.MONTH: "%m/%Y"}
    whole = "%d/%m/%Y" if pack().country.day_first else "%m/%d/%Y"
    return known.first.strftime(parts.get(known.precision, whole))
