"""Telephones of one cell: each number as it stands, and what stands beside it. Whether one can be, its noun says."""

from __future__ import annotations

import re
import unicodedata

from carisecure.importing.register.nouns import TelephoneRead
from carisecure.importing.rows import Unread
from carisecure.visible import visible

FEWEST = 7  # figures of a number; fewer that stand alone are an hour, a house, or half a number
_APART = re.compile(r"\s*(?:[/;,|\n&]|\b(?:or|and|o|y)\b)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[+(]*\d(?:[\d()+.\- \u2013]*\d)?(?:-?[A-Z]{3,4}\b)?")
_OUTSIDE = " .:,;()-\u2013"


def read_telephones(text: str) -> tuple[TelephoneRead, ...]:
    """Raises Unread: not_a_telephone, telephone_unclear. Words without a number belong to the number before them."""
    plain = unicodedata.normalize("NFKC", visible(text)).strip()
    plain = plain.removesuffix(".0")  # a number that a spreadsheet kept as one
    found: list[TelephoneRead] = []
    for piece in filter(None, _APART.split(plain)):
        number, note = _one(piece)
        if number:
            found.append(TelephoneRead(number, note))
        elif found:
            last = found.pop()
            found.append(TelephoneRead(last.number, " ".join(filter(None, [last.note, note]))))
        else:
            raise Unread("not_a_telephone")
    if not found:
        raise Unread("not_a_telephone")
    return tuple(dict.fromkeys(found))


def _one(piece: str) -> tuple[str, str]:
    """The number in a piece, and the rest. A piece that holds only words is all rest."""
    runs = [(run, _figures(run[0])) for run in _NUMBER.finditer(piece)]
    numbers = [run for run, figures in runs if figures >= FEWEST]
    if len(numbers) > 1 or any(FEWEST - 4 < figures < FEWEST for _run, figures in runs):
        raise Unread("telephone_unclear")
    if not numbers:
        if any(figures for _run, figures in runs) and not any(mark.isalpha() for mark in piece):
            raise Unread("telephone_unclear")
        return "", piece.strip(_OUTSIDE)
    run = numbers[0]
    written = run[0].strip()
    before, after = piece[: run.start()].strip(_OUTSIDE), piece[run.end() :].strip(_OUTSIDE)
    before = re.sub(
        r"(?i)\b(?:tel|cell?|phone|mob(?:ile)?|no|contact|ph|m[oó]vil|tel[eé]fono|celular)\b[.:]*\s*$", "", before
    )
    return written, " ".join(filter(None, [before.strip(_OUTSIDE), after]))


def _figures(text: str) -> int:
    letters = sum(1 for mark in text if "A" <= mark <= "Z")
    return sum(mark.isdigit() for mark in text) + letters
