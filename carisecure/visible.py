"""Pasted text without the signs that nobody sees.

Telephones and chat programs put marks of direction around the numbers that are copied out of them, word processors put
soft hyphens and joiners into words. Whoever pastes one sees a number and a word.
"""

from __future__ import annotations

import re

# Soft hyphen, marks and isolates of direction, joiners, blanks of no width, the byte order mark.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")


def visible(text: str) -> str:
    return text if text.isascii() else _UNSEEN.sub("", text)
