"""Words that are frozen as codes beside their wording, and worded in the language of whoever reads them.

A piece is JSON: a text that somebody typed stays a text; everything else is `[code, *arguments]`, and a room registers
what a code says. The wording that was frozen stays what a digest covers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from carisecure.days.ages import AgeRange, years
from carisecure.interface import words
from carisecure.interface.words import not_known_yet

Piece = str | list[Any]
_SAID: dict[str, Callable[..., object]] = {}


def register(sayings: Mapping[str, Promise | Callable[..., object]]) -> None:
    """Lazy texts, or functions from the arguments to a text."""
    for code, saying in sayings.items():
        _SAID[code] = saying if not isinstance(saying, Promise) else _constant(saying)


def _constant(text: Promise) -> Callable[[], object]:
    return lambda: text


def say(piece: Piece) -> str:
    """In the active language. Raises KeyError for a code that this version does not know: then the frozen wording."""
    if isinstance(piece, str):
        return piece
    code, *arguments = piece
    return str(_SAID[code](*arguments))


def lines(facts: list[tuple[Piece, Piece]]) -> str:
    """`Label: value`, one a line; what is not known is said, not left out."""
    return "\n".join(f"{say(label)}: {say(value) or not_known_yet()}" for label, value in facts)


def moment(value: dt.datetime) -> Piece:
    return ["moment", value.isoformat()]


def day(value: dt.date, precision: str = "day") -> Piece:
    return ["day", value.isoformat(), str(precision)]


def age_noted(age: AgeRange) -> Piece:
    """An age in something that is frozen today: with its day and, once a year has gone by, the age of today."""
    if not age.is_known:
        return ["not_known"]
    today = timezone.localdate()
    then = age.on or today
    return ["age_noted", age.low, age.high, then.isoformat(), today.isoformat() if years(then, today) else ""]


def _age_noted(low: int | None, high: int | None, noted_on: str, frozen_on: str) -> str:
    then = dt.date.fromisoformat(noted_on)
    return words.age_noted(low, high, then, dt.date.fromisoformat(frozen_on) if frozen_on else then)


register(
    {
        "not_known": not_known_yet,
        "age_range": words.age_range,  # of what was frozen before ages had their day
        "age_noted": _age_noted,
        "moment": lambda text: words.moment(dt.datetime.fromisoformat(text)),
        "day": lambda text, precision: words.day(dt.date.fromisoformat(text), precision),
    }
)
