"""Days as somebody types them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def on_the_calendar(day: date) -> None:
    """A validator: ValidationError for a year that is a slip of the hand, and with which no sum of days can be made."""
    if not 1900 <= day.year <= 2200:
        raise ValidationError(_("This date does not exist."))
