"""Entries of the diary that the house writes for somebody, in the language of whoever reads them.

They stand there in the language of who caused them, and beside it as the pieces they were worded from. An entry of an
earlier version has no pieces: its parts are told apart again when shown.
"""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from carisecure.interface import labels
from carisecure.interface.kept_words import Piece, register, say
from carisecure.interface.words import day, not_known_yet
from cases.record.codelists import codelist

REOPENED = gettext_noop("Reopened. Closed on %(day)s, reason: %(reason)s. %(was)s\nWhy it is reopened: %(note)s")


def reopened(closed_on: dt.date | None, reason: str, was: str, note: str) -> Piece:
    """Why a case was closed (a code, and what was said then), and why it is open again."""
    return ["note_reopened", closed_on.isoformat() if closed_on else "", reason, was, note]


def _reopened(closed_on: str, reason: str, was: str, note: str) -> str:
    closed = day(dt.date.fromisoformat(closed_on)) if closed_on else not_known_yet()
    said = codelist("closure_reason").get(reason).label
    return _(REOPENED) % {"day": closed, "reason": said, "was": was, "note": note}


def brought(sheet: str, row: int, words: str) -> Piece:
    """What stood in a register beside what fields are for."""
    return ["note_brought", sheet, row, words]


def _brought(sheet: str, row: int, words: str) -> str:
    return _("From the register, sheet “%(sheet)s”, row %(row)s:\n%(words)s") % {
        "sheet": sheet, "row": row, "words": words,
    }  # fmt: skip


register({"note_reopened": _reopened, "note_brought": _brought})


def in_readers_words(text: str, kept: str = "") -> str:
    """A text that somebody typed stays as it is, and so does one whose parts are not known any more."""
    if kept.startswith("["):
        try:
            return say(json.loads(kept))
        except (KeyError, TypeError, ValueError):
            return text
    parts = labels.parts_of(text, REOPENED)
    if parts is None or (reason := _reason(parts["reason"])) is None:
        return text
    try:
        closed_on = day(dt.date.fromisoformat(parts["day"]))
    except ValueError:
        closed_on = parts["day"]
    return _(REOPENED) % {**parts, "day": closed_on, "reason": reason}


def _reason(words: str) -> str | None:
    """The reason in the reader's language, by its words in any."""
    for value in codelist("closure_reason").codes:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                is_it = str(value.label) == words
            if is_it:
                return str(value.label)
    return None
