"""Telephone numbers as people write them down: several in one field, with a short note, in the country's own way.

For a field that holds telephones and for nothing else. In a running text a foreign number without its plus becomes a
valid number of a third country: nothing here is asked about reports, notes and statements.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import phonenumbers as library
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carisecure.countries.dialling import dialled
from carisecure.countries.packs import pack
from carisecure.visible import visible

LOCAL_DIGITS = 7  # how many people here say where the area code is understood
LONGEST = 500  # a longer text is no field of telephones; what was stored before is read so far
MOST_WORDS = 6  # of one number: +58 (414) 620 12 34
SAID_WITHOUT_NUMBER = 5  # so many figures that belong to no number are not a time of day or a house

_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
# In this order: a plus apart from its number, a hyphen that hangs on what follows (868 -620-1234), (mother), and words
# glued to a number (tel.620-1234, 620-1234mother).
_TIDY = (
    (re.compile(r"\+\s+(?=\d)"), "+"),
    (re.compile(r"(?<=\s)-+(?=\d)"), ""),
    (re.compile(r"\(([^()]*[^\W\d_][^()]*)\)"), r" ; \1 ; "),
    (re.compile(r"([^\W\d_][.:]?)(?=[+(]*(?:\d[()+. -]*){7})"), r"\1 "),
    (re.compile(r"(?<=\d):(?=[^\W\d_])"), " "),
)
_EXTENSION = re.compile(
    r"(?<=\d)\s*\(?(?:x|ext(?:ensi[oó]n|ension)?|anexo|#)\s?\.?\s?\d{1,6}\)?(?![\w-])", re.IGNORECASE
)
_APART = re.compile(r"[/;,|\n&]")
_FIGURES = re.compile(r"[+(]*\d[\d()+.-]*")
_LETTERED = re.compile(r"[+(]*\d[\d().+-]*[A-Za-z]{3,7}")  # 800-4CTU
_GLUED = re.compile(r"([+(]*\d[\d().+-]*\d)([^\W\d_].*)")
_LETTERED_LENGTHS = (7, 10, 11)
_BETWEEN = frozenset(["or", "and", "o", "u", "y", "e"])  # they part numbers and say nothing


@dataclass(frozen=True)
class Telephone:
    """One number. `has_area`: somebody gave its area code or country; else the country's own was taken for it."""

    e164: str
    last_seven: str
    has_area: bool
    is_as_written: bool  # nothing was taken for granted but how the country writes its numbers

    def __str__(self) -> str:
        number = library.parse(self.e164)
        return library.format_number(number, library.PhoneNumberFormat.INTERNATIONAL)


class Reading(NamedTuple):
    """The numbers of one field, and the figures in it that are no number."""

    numbers: tuple[Telephone, ...]
    unread: tuple[str, ...]


def read(text: str) -> tuple[Telephone, ...]:
    """The numbers that stand in a field of telephones, each once. Words, times and extensions are none."""
    return reading(text).numbers


def reading(text: str) -> Reading:
    return _reading(text[:LONGEST], pack().code, pack().country.telephone_neighbours)


def checked(text: str) -> str:
    """The text as it was written, where it holds numbers. Raises ValidationError for words and for half a number."""
    found = reading(text)
    if found.unread:
        raise ValidationError(
            _("“%(part)s” is not a telephone number. Write numbers in full, foreign ones with + and the country code."),
            params={"part": found.unread[0]},
        )
    if not found.numbers:
        raise ValidationError(_("No telephone number here. If it is not known yet, leave the field empty."))
    return text.strip()


def to_ring(text: str) -> str:
    """One number that a telephone dials: as it was written, in international form where its area code was left out.

    Short numbers of the country count (811). Raises ValidationError for none, several, an extension and words.
    """
    written = text.strip()
    if _is_short(written):
        return written
    number = read(checked(written))[0]
    said = library.normalize_digits_only(library.convert_alpha_characters_in_number(written))
    if not number.e164.endswith(said.lstrip("0")):
        raise ValidationError(_("Write one number here and nothing else. Hours or an extension go in the note."))
    return written if library.normalize_digits_only(dialled(written)) == number.e164[1:] else str(number)


def _is_short(written: str) -> bool:
    if not (written.isascii() and written.isdigit()):
        return False
    number = _parsed(written, pack().code)
    return number is not None and library.is_possible_short_number_for_region(number, pack().code)


def understood(text: str) -> str:
    """What the numbers were taken for, where something was added to one or several stand in the field; else ""."""
    numbers = read(text)
    if len(numbers) < 2 and all(one.is_as_written for one in numbers):
        return ""
    return ", ".join(str(one) for one in numbers)


@lru_cache(maxsize=2_000)
def _reading(text: str, region: str, neighbours: tuple[str, ...]) -> Reading:
    plain = _EXTENSION.sub(" ", unicodedata.normalize("NFKC", visible(text)).translate(_DASHES))
    for pattern, instead in _TIDY:
        plain = pattern.sub(instead, plain)
    numbers: dict[str, Telephone] = {}
    unread: list[str] = []
    for part in _APART.split(plain):
        words = [piece for word in part.split() for piece in _unglued(word)]
        has_words = any(not (_is_figure(word) or _is_mark(word) or word.casefold() in _BETWEEN) for word in words)
        for run in _runs(words):
            found, left = _numbers_in(run, region, neighbours)
            numbers |= {one.e164: one for one in found}
            if left and (not has_words or sum(map(_count, left)) >= SAID_WITHOUT_NUMBER):
                unread.append(" ".join(left))
    return Reading(tuple(numbers.values()), tuple(unread))


def _unglued(word: str) -> list[str]:
    """`620-1234mother` is a number and a word; `800-4CTU` is a number."""
    if _LETTERED.fullmatch(word) and sum(c.isalnum() for c in word) in (*_LETTERED_LENGTHS, 4):
        return [word]
    glued = _GLUED.fullmatch(word)
    return [glued[1], glued[2]] if glued else [word]


def _is_figure(word: str) -> bool:
    return bool(_FIGURES.fullmatch(word) or _LETTERED.fullmatch(word))


def _is_mark(word: str) -> bool:
    return not any(c.isalnum() for c in word)


def _count(word: str) -> int:
    return sum(c.isdigit() for c in word)


def _runs(words: list[str]) -> list[list[str]]:
    """Words of figures that stand together; a hyphen between blanks parts nothing, any other word does."""
    runs: list[list[str]] = [[]]
    for word in words:
        if _is_figure(word):
            runs[-1].append(word)
        elif not _is_mark(word):
            runs.append([])
    return [run for run in runs if run]


class _Cut(NamedTuple):
    """One way to cut a run into numbers. The best covers the most figures, leaves least doubt, and has the fewest."""

    covered: int = 0
    doubt: int = 0
    numbers: tuple[Telephone, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        return self.covered, -self.doubt, -len(self.numbers)


def _numbers_in(run: list[str], region: str, neighbours: tuple[str, ...]) -> tuple[tuple[Telephone, ...], list[str]]:
    best = [_Cut()]
    for end in range(1, len(run) + 1):
        skipped = best[end - 1]
        cuts = [skipped._replace(left=(*skipped.left, run[end - 1]))]
        for start in range(max(0, end - MOST_WORDS), end):
            before, written = best[start], " ".join(run[start:end])
            if number := _number(written, region, neighbours):
                covered = before.covered + _count(written)
                cuts.append(_Cut(covered, before.doubt + _doubt(number), (*before.numbers, number), before.left))
        best.append(max(cuts, key=lambda cut: cut.rank))
    return best[-1].numbers, list(best[-1].left)


def _doubt(number: Telephone) -> int:
    """A number that nobody can have is less likely than one of another country without its plus."""
    if not library.is_valid_number(library.parse(number.e164)):
        return 2
    return int(number.has_area and not number.is_as_written)


def _number(written: str, region: str, neighbours: tuple[str, ...]) -> Telephone | None:
    """One number, in this order: of a known area as the country writes it; of another country without its plus; as a
    neighbour writes it at home; and, without letters, any number that is long enough."""
    has_letters = any(c.isalpha() for c in written)
    if has_letters and sum(c.isalnum() for c in written) not in _LETTERED_LENGTHS:
        return None
    home = _with_area(_parsed(written, region), region)
    is_possible = home is not None and library.is_possible_number(home)
    if home and is_possible and not has_letters and library.region_code_for_number(home):
        return _told(home, written, as_written=True)
    if home and has_letters:
        return _told(home, written, as_written=False) if library.is_valid_number(home) else None
    if "+" not in written:
        digits = "".join(c for c in written if c.isdigit())
        for spelled, country in (("+" + digits.removeprefix("00"), region), *((written, one) for one in neighbours)):
            abroad = _parsed(spelled, country)
            if abroad and library.is_valid_number(abroad):
                return _told(abroad, spelled, as_written=False)
    return _told(home, written, as_written=True) if home and is_possible else None


def _with_area(number: library.PhoneNumber | None, region: str) -> library.PhoneNumber | None:
    """The library adds the area code of a country that has one alone, but not to an exchange that it does not know."""
    local = library.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    model = library.example_number(region)
    if number is None or model is None or library.is_possible_number_with_reason(number) != local:
        return number
    digits, whole = library.national_significant_number(number), library.national_significant_number(model)
    return _parsed(whole[: -len(digits)] + digits, region)


def _parsed(written: str, region: str) -> library.PhoneNumber | None:
    """None also where a figure that was written would be lost: the library makes +1 868 234 5678 of 12345678."""
    try:
        number = library.parse(written, region)
    except library.NumberParseException:
        return None
    national = library.national_significant_number(number)
    said = library.normalize_digits_only(library.convert_alpha_characters_in_number(written))
    return number if said.endswith(national) or national.endswith(said) else None


def _told(number: library.PhoneNumber, written: str, *, as_written: bool) -> Telephone:
    national = library.national_significant_number(number)
    has_area = "+" in written or sum(c.isalnum() for c in written) >= len(national)
    e164 = library.format_number(number, library.PhoneNumberFormat.E164)
    return Telephone(e164, national[-LOCAL_DIGITS:], has_area, as_written and has_area)
