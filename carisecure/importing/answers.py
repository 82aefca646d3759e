"""Cells that hold several answers: what divides them, chosen for each column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# "" is one answer a cell. The order is that in which they are looked for.
SEPARATORS: dict[str, str | Promise] = {
    "": _("One answer in a cell"),
    ";": _("Several, separated by ;"),
    "|": _("Several, separated by |"),
    "\n": _("Several, one per line"),
    ",": _("Several, separated by ,"),
    "/": _("Several, separated by /"),
    "+": _("Several, separated by +"),
    " ": _("Several, separated by spaces (KoBo)"),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")


def split(value: str, separator: str) -> list[str]:
    """The answers of a cell, without blanks around them and without empty ones; of an empty cell one empty answer."""
    if not separator:
        return [value.strip()]
    parts = [part.strip() for part in value.split(separator)]
    return [part for part in parts if part] or [""]


def suggested(values: Iterable[str], known: frozenset[str]) -> str:
    """What probably divides the answers of a column, by some of its values; "" where nothing tells.

    A mark divides where all that it divides is known, or also stands alone in another cell (a code with a comma in its
    name is then left whole). A blank divides the names that forms give to answers: `threats debt_bondage`.
    """
    seen = [value.strip() for value in values if value.strip()]
    alone = {value.casefold() for value in seen}
    for separator in SEPARATORS:
        several = [split(value, separator) for value in seen if separator and separator in value]
        parts = {part.casefold() for one in several for part in one}
        if not parts or alone & {value.casefold() for value in seen if separator in value} & known:
            continue
        if separator in (";", "|", "\n") or parts <= known | alone:
            return separator
        if separator == " " and any("_" in part for part in parts) and all(_NAME.fullmatch(part) for part in parts):
            return separator
    return ""
