"""What a value of a sheet may mean: shown beside it, never used before somebody has said yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import FieldKind, NounField
from carisecure.importing.register.suggesting import plain

FEWEST = 4  # letters that two words must have in common at their beginning


def guess(value: str, one: NounField) -> str:
    """A code, where one fits and no other does; else ""."""
    if one.kind is FieldKind.COUNTRY:
        return _country(value)
    found = {code for code, label in _labels(tuple(one.choices().items())).items() if _fits(value, label)}
    return found.pop() if len(found) == 1 else ""


def _labels(choices: tuple[tuple[str, Text], ...]) -> Mapping[str, str]:
    return {code: str(label) for code, label in choices}


def _fits(value: str, label: str) -> bool:
    """S/F'do and San Fernando do not; POS, P.O.S., Port-of-Spain and Port of Spain do, and F and Female."""
    short, long = plain(value), plain(label)
    if not short:
        return False
    words = [word for word in re.split(r"[\W_]+", label.casefold()) if word]
    initials = "".join(word[0] for word in words)
    if short == long or (len(words) > 1 and short == plain(initials)):
        return True
    return long.startswith(short) if len(short) < FEWEST else short in long or long in short


@lru_cache(maxsize=2_000)
def _country(value: str) -> str:
    """Venezuelan is Venezuela, Guyanese Guyana; Dominican may be two, and is none."""
    from carisecure.countries.names import country_codes, country_name

    word = plain(value)
    if len(word) < FEWEST:
        return ""
    found: dict[str, int] = {}
    for code in country_codes():
        for language in ("en", "es"):
            name = plain(re.split(r"[\s(,&-]", country_name(code, language))[0])
            whole = plain(country_name(code, language))
            if whole.startswith(word) and len(word) > len(name):
                return code if not _others(word, code) else ""
            common = _common(word, name)
            if common >= max(FEWEST, min(len(name) - 1, FEWEST + 1)):
                found[code] = max(found.get(code, 0), common)
    return next(iter(found)) if len(found) == 1 else ""


def _others(word: str, code: str) -> bool:
    from carisecure.countries.names import country_codes, country_name

    return any(plain(country_name(one, "en")).startswith(word) for one in country_codes() if one != code)


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
