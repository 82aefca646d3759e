"""PDF documents by typst, with its own fonts alone, in which nothing is ever a silent box.

What those fonts cannot print (Chinese, Korean, Thai, ...) is spelt in Latin letters between brackets, and the document
says where: docs/decisions/letters-on-paper.md.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyascii import anyascii
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PROBE = Path(__file__).with_name("letters.typ")
# How Unicode's names of letters begin, and how people call the letters.
_SCRIPTS: dict[str, Promise] = {
    "CJK": _("Chinese"),
    "HANGUL": _("Korean"),
    "HIRAGANA": _("Japanese"),
    "KATAKANA": _("Japanese"),
    "THAI": _("Thai"),
    "TAMIL": _("Tamil"),
    "BENGALI": _("Bengali"),
    "GUJARATI": _("Gujarati"),
    "GURMUKHI": _("Punjabi"),
    "ETHIOPIC": _("Ethiopic"),
}
_OTHER = _("other")
_LATIN = 0x17F  # up to here each sign is printed, but for those that control a machine


def document(source: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a typst source that reads `data`. Raises typst's error for a letter that `spelt` has not seen."""
    return _compiled(source, data)


def spelt(text: str) -> tuple[str, list[str]]:
    """The text as the fonts print it, and the names of the letters that are spelt in Latin ones between brackets."""
    boxes = _boxes(frozenset(text))
    if not boxes:
        return text, []
    parts: list[str] = []
    run = ""
    for sign in text:
        # A blank between two such words belongs to neither.
        if sign in boxes:
            run += sign
            continue
        parts += [_in_latin(run), sign]
        run = ""
    return "".join([*parts, _in_latin(run)]), _names_of(boxes)


def _in_latin(run: str) -> str:
    if not run:
        return ""
    return "[{}]".format("".join(sign for sign in anyascii(run) if sign.isprintable()) or "?")


def _names_of(signs: Iterable[str]) -> list[str]:
    kinds = {unicodedata.name(sign, "").split(" ")[0].split("-")[0] for sign in signs}
    known = [name for kind, name in _SCRIPTS.items() if kind in kinds]
    return list(dict.fromkeys(str(name) for name in [*known, *([_OTHER] if kinds - set(_SCRIPTS) else [])]))


def _boxes(signs: frozenset[str]) -> frozenset[str]:
    """Those of the signs that no font has. A plain text asks nobody; another takes some 10 ms the first time."""
    doubtful = sorted(sign for sign in signs if ord(sign) > _LATIN or unicodedata.category(sign) == "Cc")
    if not doubtful or _prints("".join(doubtful)):
        return frozenset()
    return frozenset(sign for sign in doubtful if not _prints(sign))


@lru_cache(maxsize=5000)
def _prints(text: str) -> bool:
    from typst import TypstError

    try:
        _compiled(_PROBE, text)
    except TypstError:
        return False
    return True


def _compiled(source: Path, data: Any) -> bytes:
    """As a document for archives (PDF/A): there typst refuses a letter that no font has; otherwise it draws a box."""
    import typst  # for paper alone

    return bytes(
        typst.compile(
            source, sys_inputs={"data": json.dumps(data, default=str)}, format="pdf", pdf_standards=["a-2b"],
            ignore_system_fonts=True,  # the same paper from every machine: most have other fonts, the container none
        )
    )  # fmt: skip
