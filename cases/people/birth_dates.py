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


def written(text: str, *, otherwise: str) -> KnownDay:
    """The same; a ValidationError with these words for no date, with those of every field for 31/11/2015."""
    try:
        return reading.read(text, figures_only=True)
    except reading.NoSuchDay as error:
        raise ValidationError(limits.why_no_day(error.year)) from error
    except reading.NotADate as error:
        raise ValidationError(otherwise) from error


def checked(text: str) -> str:
    """The text in the one form that is kept. Raises ValidationError for no date, one to come and one too long ago."""
    otherwise = _("Not a date. Write it as 31/12/1999 or 1999-12-31, or as much as is known: 12/1999, 1999-12, 1999.")
    known = written(text, otherwise=otherwise)
    if wrong := limits.BORN.wrong(known):
        raise ValidationError(wrong)
    return known.iso()
