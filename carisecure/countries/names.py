"""Names of the world's countries and languages, in the reader's language.

They come from the Unicode CLDR through Babel, which the project has already for its messages: 249 of 249 ISO 3166-1
countries in English, Spanish, French and Haitian Creole (`docs/decisions/country-names.md`).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language

from carisecure.collation import name_key
from carisecure.countries.other_languages import NEW_LANGUAGES, OTHER_LANGUAGE_NAMES
from carisecure.countries.other_names import OTHER_NAMES

# CLDR names more territories than ISO 3166-1 assigns: exceptional reservations, user-assigned codes, and three-letter
# codes of states that no longer exist.
_NOT_ASSIGNED = re.compile(r"^(A[AC]|CP|DG|EU|TA|Q[M-Z]|X[A-Z]|ZZ)$")
_OF_FORMER_STATES = frozenset({"ZAR", "DDR", "FXX", "BUR", "TMP", "YMD"})
# What ISO 639-3 calls ancient, historical or constructed (its types A, H, C), a code that it has withdrawn, and the
# code of a language that nobody has determined.
_NOT_LIVING = frozenset({"ae", "cu", "eo", "ia", "ie", "io", "la", "cop", "pi", "sa", "sh", "und", "vo"})
_ENOUGH = 0.2  # percent: one in five hundred
# Names are understood in the languages that the house, its people and its neighbours use.
_HOUSE = ("ht", "pt", "fr", "es", "en")
SHOWN = ("en", "es")  # the languages of the pages


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


_SMALL_WORDS = frozenset({"the", "of", "and", "de", "la", "el", "del", "los", "las", "y"})
_SAINTS = {"st": "saint", "ste": "sainte", "sta": "santa"}


def _plain(name: str) -> str:
    """For comparing: no case, accents, marks or small words; St. is Saint."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    text = re.sub(r"[.'\u2019]", "", "".join(one for one in text if not unicodedata.combining(one)))
    words = (_SAINTS.get(word, word) for word in re.sub(r"[^a-z0-9]+", " ", text).split())
    return " ".join(word for word in words if word not in _SMALL_WORDS)


@cache
def _codes_by_name() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for code in country_codes():
        names = [country_name(code, language) for language in ("en", "es")]
        for name in (*names, *OTHER_NAMES.get(code, ())):
            found.setdefault(_plain(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def country_of(text: str) -> str | None:
    """The alpha-2 code of a country by its code (TT, TTO) or its English or Spanish name; None for anything else.

    Nothing is guessed: a name is one that is known in full, or none. `St. Vincent`, `EE.UU.`, `Rep. Dominicana`.
    """
    code = text.strip().upper()
    if code in country_codes():
        return code
    return _codes_by_alpha3().get(code) or _codes_by_name().get(_plain(text))


@cache
def _codes_by_alpha3() -> dict[str, str]:
    return {alias: code for code, alias in _alpha3_by_country().items()}


def country_choices(language: str | None = None, first: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(code, name) sorted by name, those of `first` on top: for a picker. Costs no query."""
    rest = sorted(
        ((code, country_name(code, language)) for code in country_codes()), key=lambda pair: name_key(pair[1])
    )
    return [(code, country_name(code, language)) for code in first] + [pair for pair in rest if pair[0] not in first]


def language_name(code: str, language: str | None = None) -> str:
    """The name of a language (ISO 639-1 or -3) in `language`, else in the reader's, else in English.

    Raises `KeyError` if even that has none.
    """
    locale = _locale(language)
    if code in NEW_LANGUAGES:
        return NEW_LANGUAGES[code][locale.language == "es"]
    return str(locale.languages.get(code) or _parse("en").languages[code])


@cache
def language_codes() -> frozenset[str]:
    """The languages that somebody may be offered: living ones that people speak with each other.

    Those with a two-letter code, and of the others those that at least one in five hundred people of some country
    or territory speaks (Sranan, Papiamento, Jamaican Creole, Wayuu, Cantonese). What CLDR says of speakers does not
    tell a living language: it counts Latin in the Vatican and Esperanto in San Marino.
    """
    named = frozenset(map(str, _parse("en").languages))
    spoken = {
        code for languages in get_global("territory_languages").values()
        for code, said in languages.items() if said["population_percent"] >= _ENOUGH
    }  # fmt: skip
    living = frozenset(code for code in named if code.isalpha() and (len(code) == 2 or code in spoken)) - _NOT_LIVING
    return living | NEW_LANGUAGES.keys() | (OTHER_LANGUAGE_NAMES.keys() & named)


def language_choices(first: tuple[str, ...] = ("en", "es", "ht"), language: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the languages of `language_codes`, those of `first` on top."""
    rest = sorted(
        ((code, language_name(code, language)) for code in language_codes() if code not in first),
        key=lambda pair: name_key(pair[1]),
    )
    return [(code, language_name(code, language)) for code in first] + rest


def offered(kind: str, language: str | None = None) -> list[list[str]]:
    """All names of a kind, sorted, each with what else is said for it: what a field offers for what is typed."""
    choices = country_choices(language) if kind == "countries" else language_choices((), language)
    said = OTHER_NAMES if kind == "countries" else OTHER_LANGUAGE_NAMES
    short = {code: (alpha3(code),) for code in country_codes()} if kind == "countries" else {}
    return [[name, *said.get(code, ()), *short.get(code, ())] for code, name in choices]


def list_file(kind: str, language: str) -> str:
    """Where the static file with these names is."""
    return f"vendor/names/{kind}-{language if language in SHOWN else SHOWN[0]}.json"


def find_country(text: str) -> str:
    """The code (alpha-2) of a country as somebody types it: its name in a language of the house, or a code of it.

    What a sheet may say (`country_of`) may be typed as well. "" where it is none.
    """
    return _countries_typed().get(_folded(text)) or country_of(text) or ""


def find_language(text: str) -> str:
    """The code of a language as somebody types it: its name in a language of the house, or its code. "" if none."""
    return _languages_typed().get(_folded(text), "")


@cache
def _countries_typed() -> dict[str, str]:
    return _typed(country_codes(), country_name) | {alpha3(code).lower(): code for code in country_codes()}


@cache
def _languages_typed() -> dict[str, str]:
    said: dict[str, set[str]] = {}
    for code, others in OTHER_LANGUAGE_NAMES.items():
        for name in others:
            said.setdefault(_folded(name), set()).add(code)
    return {name: min(codes) for name, codes in said.items() if len(codes) == 1} | _typed(
        language_codes(), language_name
    )


def _typed(codes: frozenset[str], name: Callable[[str, str], str]) -> dict[str, str]:
    """A name counts before a code (Ga is spoken in Ghana, `ga` is Irish), and the house's own names before others."""
    names = {_folded(name(code, language)): code for language in _HOUSE for code in sorted(codes)}
    return {code.lower(): code for code in codes} | names


def _folded(text: str) -> str:
    """Without accents, case, and blanks that say nothing."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"\bst\.? ", "saint ", plain.replace("&", "and"))


@cache
def _parse(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _locale(language: str | None) -> Locale:
    return _parse(language or get_language() or "en")
