"""Whether a number format of a workbook shows a number as a day or an hour.

A format has up to four sections: for numbers above zero, below it, zero, and texts; or each with its own condition
(`[=0]"";dd/mm/yyyy`). openpyxl looks at the first one only, and takes the mark after `*` (fills the cell with it) and
what stands in quotation marks beside a semicolon for part of it.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Read from the left, because each hides what follows it: a text in quotation marks (or up to the end), a mark that is
# meant as it stands, one that fills, one as wide as a blank; a colour, a language, a currency or a condition.
_SAID = re.compile(r'"[^"]*(?:"|$)|\\.|\*.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*(?:\]|$)', re.DOTALL | re.IGNORECASE)
LONGEST = 512  # Excel takes 255 marks


@lru_cache(maxsize=1_000)
def shows_a_day(written: str) -> bool:
    """Whether any section is one of a date or an hour. One that counts hours (`[h]:mm`) is a length of time."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format  # loaded with the first workbook

    sections = _SAID.sub("", written[:LONGEST]).split(";")
    return any(is_date_format(section) and not is_timedelta_format(section) for section in sections)
