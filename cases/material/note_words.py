"""Entries of the diary that the house writes for somebody, in the language of whoever reads them.

They stand there in the language of who caused them, as they always did; their parts are told apart again when shown.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from carisecure.interface import labels
from carisecure.interface.words import day
from cases.record.codelists import codelist

REOPENED = gettext_noop("Reopened. Closed on %(day)s, reason: %(reason)s. %(was)s\nWhy it is reopened: %(note)s")


def in_readers_words(text: str) -> str:
    """A text that somebody typed stays as it is, and so does one whose parts are not known any more."""
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
