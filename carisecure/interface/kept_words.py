"""Words that are frozen as codes beside their wording, and worded in the language of whoever reads them.

A piece is JSON: a text that somebody typed stays a text; everything else is `[code, *arguments]`, and a room registers
what a code says. The wording that was frozen stays what a digest covers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

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


register(
    {
        "not_known": not_known_yet,
        "age_range": words.age_range,
        "moment": lambda text: words.moment(dt.datetime.fromisoformat(text)),
        "day": lambda text, precision: words.day(dt.date.fromisoformat(text), precision),
    }
)
