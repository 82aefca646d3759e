"""A date of birth as it is written and as it is kept: ISO, as precise as it is known."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carisecure.days import limits, reading
from carisecure.days.known import KnownDay


def read(text: str) -> KnownDay | None:
    """What the calendar has under this text: year first, or day first as people here write. None for anything else.

    Figures alone, and the whole year: the keys of the search are made of it, and nobody is found by a guess.
    """
    try:
        return reading.read(text, figures_only=True)
    except reading.NotADate:
        return None


def checked(text: str) -> str:
    """The text in the one form that is kept. Raises ValidationError for no date, one to come and one too long ago."""
    known = read(text)
    if known is None:
        raise ValidationError(
            _("Not a date. Write it as 31/12/1999 or 1999-12-31, or as much as is known: 12/1999, 1999-12, 1999.")
        )
    if wrong := limits.BORN.wrong(known):
        raise ValidationError(wrong)
    return known.iso()
