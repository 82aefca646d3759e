"""The one order of every list of names: people, units, countries, collections.

As a reader looks a name up: capitals, accents and apostrophes aside (Ángela Álvarez stands among the A, de Freitas
under D, O'Brien as Obrien, Núñez beside Nunez, who is often the same person), hyphens and dots as blanks, word by word.
Why this and no other: docs/decisions/collation.md.
"""

from __future__ import annotations

import re
import unicodedata

from django.db.models import CharField, Func
from django.utils.deconstruct import deconstructible

# Accents, and what is written for an apostrophe. Python and PostgreSQL read the same escapes.
_MARKS = r"[\u0300-\u036f\u0027\u2018\u2019\u02bc\u0060\u00b4]"
# Letters that Unicode does not take apart, and those under which a reader looks them up.
_WHOLE = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss"}


def name_key(name: object) -> tuple[str, str]:
    """For `sorted(..., key=...)`. Of two names that are the same but for accents, the plain one is first."""
    plain = re.sub(_MARKS, "", unicodedata.normalize("NFKD", str(name)).lower())
    for letter, other in _WHOLE.items():
        plain = plain.replace(letter, other)
    return re.sub(r"[\W_]+", " ", plain).strip(), str(name)


def _template() -> str:
    key = 'lower(normalize(%(expressions)s, NFKD) collate "pg_c_utf8")'
    key = f"regexp_replace({key}, '{_MARKS}', '', 'g')"
    for letter, plain in _WHOLE.items():
        key = f"replace({key}, '{letter}', '{plain}')"
    return f"(btrim(regexp_replace({key}, '[^[:alnum:]]+', ' ', 'g')) collate \"C\")"


@deconstructible(path="carisecure.collation.ByName")
class ByName(Func):
    """For `order_by` and `Meta.ordering`: the same order in the database, whatever its locale is."""

    template = _template()
    arity = 1
    output_field = CharField()
