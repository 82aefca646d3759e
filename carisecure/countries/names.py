"""Names of the world's countries and languages, in the reader's language.

They come from the Unicode CLDR through Babel, which the project has already for its messages: 249 of 249 ISO 3166-1
countries in English, Spanish, French and Haitian Creole (`docs/decisions/country-names.md`).
"""

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language

# CLDR names more territories than ISO 3166-1 assigns: exceptional reservations, user-assigned codes, and three-letter
# codes of states that no longer exist.
_NOT_ASSIGNED = re.compile(r"^(A[AC]|CP|DG|EU|TA|Q[M-Z]|X[A-Z]|ZZ)$")
_OF_FORMER_STATES = frozenset({"ZAR", "DDR", "FXX", "BUR", "TMP", "YMD"})


@cache
def _alpha3_by_country() -> dict[str, str]:
    # An alias of several territories is that of a state that broke up (SUN, YUG).
    return {
        to[0]: alias
        for alias, to in get_global("territory_aliases").items()
        if len(to) == 1
        and len(alias) == 3
        and alias.isalpha()
        and alias not in _OF_FORMER_STATES
        and not _NOT_ASSIGNED.match(to[0])
    }


def country_codes() -> frozenset[str]:
    """The 249 alpha-2 codes of ISO 3166-1."""
    return frozenset(_alpha3_by_country())


def alpha3(country: str) -> str:
    """TT -> TTO, for exports (CTDC, HTCDS). Raises `KeyError` for a code that ISO 3166-1 does not assign."""
    return _alpha3_by_country()[country]


def country_name(country: str, language: str | None = None) -> str:
    """The name of a country (alpha-2) in `language`, else in the reader's. Raises `KeyError` for an unknown code."""
    if country not in _alpha3_by_country():
        raise KeyError(country)
    return str(_locale(language).territories[country])


def country_choices(language: str | None = None, first: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(code, name) sorted by name, those of `first` on top: for a picker. Costs no query."""
    rest = sorted(
        ((code, country_name(code, language)) for code in country_codes()), key=lambda pair: pair[1].casefold()
    )
    return [(code, country_name(code, language)) for code in first] + [pair for pair in rest if pair[0] not in first]


def language_name(code: str, language: str | None = None) -> str:
    """The name of a language (ISO 639-1 or -3) in `language`, else in the reader's. Raises `KeyError` if unknown."""
    return str(_locale(language).languages[code])


def language_choices(first: tuple[str, ...] = ("en", "es", "ht"), language: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the languages with a two-letter code, and of those in `first` on top."""
    names = {code: str(name) for code, name in _locale(language).languages.items() if len(code) == 2}
    rest = sorted(
        ((code, name) for code, name in names.items() if code not in first), key=lambda pair: pair[1].casefold()
    )
    return [(code, language_name(code, language)) for code in first] + rest


@cache
def _parse(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _locale(language: str | None) -> Locale:
    return _parse(language or get_language() or "en")
