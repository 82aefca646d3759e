"""A date as exactly as somebody knows it: a day, a month or only a year."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Day first, as the country writes; the order of the standard (2026-11-21) is taken as well.
_PATTERNS = (
    re.compile(r"^(?P<day>\d{1,2})[/. ](?P<month>\d{1,2})[/. ](?P<year>\d{4})$"),
    re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$"),
    re.compile(r"^(?P<month>\d{1,2})[/. ](?P<year>\d{4})$"),
    re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})$"),
    re.compile(r"^(?P<year>\d{4})$"),
)


class PartialDateField(forms.CharField):
    """Cleans to (first day of what is known, "day" | "month" | "year")."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("As exact as it is known: 21/11/2026, or 11/2026, or 2026."))
        kwargs.setdefault("max_length", 10)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        for pattern in _PATTERNS:
            if found := pattern.match(text):
                return _read(found.groupdict())
        raise ValidationError(_("Write it as 21/11/2026, 11/2026 or 2026."))


def _read(parts: dict[str, str]) -> tuple[dt.date, str]:
    if int(parts["year"]) < 1900:
        raise ValidationError(_("Check the year: this date is too long ago."))
    precision = "day" if "day" in parts else "month" if "month" in parts else "year"
    try:
        day = dt.date(int(parts["year"]), int(parts.get("month", 1)), int(parts.get("day", 1)))
    except ValueError as error:
        raise ValidationError(_("This date does not exist.")) from error
    if day.year > 2200:
        raise ValidationError(_("This date does not exist."))
    return day, precision
