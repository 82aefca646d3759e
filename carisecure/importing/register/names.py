"""Names out of texts, taken apart as far as that is sure: MARCANO, Roxana · x aka "y" · Unknown female #3."""

from __future__ import annotations

import re

from carisecure.importing.register.nouns import NameRead

_ALSO = re.compile(
    r"[\s,(]*\b(?:a\.?\s?k\.?\s?a\.?|a/k/a|alias|also known as|known as|apodad[oa]|apodo|conocid[oa] como)"
    r"(?![^\W\d_])[:.]?\s*(?=\S*\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\s*[\"“”«»]([^\"“”«»]+)[\"“”«»]\s*")
_APART = re.compile(r"\s*(?:[,;/]|\bor\b|\band\b|\bo\b|\by\b)\s*", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:unknown|unk|unidentified|un-identified|u/k|not known|name (?:not known|unknown)|desconocid[oa]|sin nombre"
    r"|no identificad[oa]|n\.?n\.?|(?:jane|john) doe)\.?"
    r"(?:\s+(?:adult|minor|young|latin[oa]?|spanish))?"
    r"(?:\s+(?:female|male|woman|man|girl|boy|child|minor|person|victim|suspect|mujer|hombre|niñ[oa]|víctima|persona))?"
    r"(?:\s+(?:venezuelan|national|venezolan[oa]))?"
    r"\s*(?:\(?\s*(?:no\.?|#|n[º°o]\.?)?\s*[\dA-Z]{0,3}\s*\)?)?",
    re.IGNORECASE,
)


def read_name(text: str) -> tuple[NameRead, str]:
    """The name, and the code of a doubt or "". Nothing is refused: what is not sure stays whole."""
    whole = " ".join(text.split())
    if _NOBODY.fullmatch(whole):
        return NameRead(whole, is_unknown=True), ""
    parts = _ALSO.split(whole, maxsplit=1)
    others = _others(parts[1]) if len(parts) > 1 else []
    name = parts[0].strip(" ,(")
    if _QUOTED.search(name) and _QUOTED.sub(" ", name).strip():
        others = [*(found.strip() for found in _QUOTED.findall(name)), *others]
        name = " ".join(_QUOTED.sub(" ", name).split())
    also = tuple(dict.fromkeys(one for one in others if one and one != name))
    if _NOBODY.fullmatch(name):
        return NameRead(name, also=also, is_unknown=True), ""
    family, given = _apart(name)
    return NameRead(name or whole, family, given, also), "name_in_brackets" if "(" in name else ""


def joined(family: str, given: str, also: str = "") -> NameRead:
    """Of a sheet that has them in columns of their own."""
    parts = [" ".join(part.split()) for part in (given, family)]
    full = " ".join(part for part in parts if part)
    is_unknown = bool(full) and _NOBODY.fullmatch(full) is not None
    return NameRead(full, _level(parts[1]), _level(parts[0]), tuple(_others(also)), is_unknown)


def _others(text: str) -> list[str]:
    return [part.strip(" .\"“”«»'()") for part in _APART.split(text) if part.strip(" .\"“”«»'()")]


def _apart(name: str) -> tuple[str, str]:
    """Family and given names, where one comma says which is which; else neither."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not family or not given or "," in given:
        return "", ""
    return _level(family), _level(given)


def _level(name: str) -> str:
    """PÉREZ-RODRÍGUEZ, as sheets write the family name to set it apart, is Pérez-Rodríguez."""
    return name.title() if name.isupper() and len(name) > 2 else name
