"""Ages out of texts: 15, 39 yrs, abt 34, 30-35, 12 años, fifteen, minor, or a date of birth."""

from __future__ import annotations

import re
from datetime import date

from carisecure.importing.register.days import read_day
from carisecure.importing.register.nouns import AgeRead
from carisecure.importing.rows import Unread

OLDEST = 120
_ABOUT = re.compile(
    r"(?:abt|about|around|approx(?:imately)?|appx|circa|ca|est|aprox(?:imadamente)?|alrededor de|cerca de|unos|unas)"
    r"\b\.?\s*|~\s*"
)
_YEARS = r"\s*(?:yrs?|years?|y/?o|yo|años?|anos?|a)?\.?\s*(?:of age|old|de edad)?"
_ONE = re.compile(rf"(\d{{1,3}})(?:[.,]\d+|\s*1/2|½)?{_YEARS}")
_TWO = re.compile(rf"(\d{{1,3}})\s*(?:-|\u2013|to|or|/|a|o)\s*(\d{{1,3}}){_YEARS}")
_MONTHS = re.compile(r"\d{1,2}\s*(?:months?|mths?|mos?|weeks?|wks?|days?|meses|mes|semanas?|d[ií]as?)(?: old)?\.?")
_DECADE = re.compile(r"(?:in (?:her|his|their) |mid |early |late )?(\d)0'?s")
_OVER = re.compile(rf"(?:(?:over|above|mayor de|más de)\s*(\d{{1,3}}){_YEARS}|(\d{{1,3}})\s*\+)")
_UNDER = re.compile(rf"(?:(?:under|below|less than|menor de|menos de|<)\s*(\d{{1,3}}){_YEARS})")
_BORN = re.compile(
    r"(?:d\.?o\.?b\.?|date of birth|born(?: on)?|b\.|f\.?n\.?|nacid[oa](?: el)?|fecha de nacimiento)[:.]?\s*"
)
_BOTH = re.compile(r"(.+?)\s*[(;,/]\s*((?:d\.?o\.?b|born|b\.|f\.?n|nac).*?)\)?")
# From nought upwards, and the tens from twenty or thirty.
_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPANISH = """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete
veintiocho veintinueve"""
_SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_WORDS = {
    **{word: number for words in (_ENGLISH, _SPANISH) for number, word in enumerate(words.split())},
    **{word: 10 * number for number, word in enumerate(_ENGLISH_TENS.split(), 2)},
    **{word: 10 * number for number, word in enumerate(_SPANISH_TENS.split(), 3)},
}


def read_age(text: str, *, day_first: bool, today: date) -> tuple[AgeRead, str]:
    """What is said, and the code of a doubt or "". Raises Unread for an impossible one.

    Words without a number ("minor", "adult") are kept as words: no number is made of them.
    """
    plain = " ".join(text.split()).casefold()
    if both := _BOTH.fullmatch(plain):
        said, _doubt = read_age(both[1], day_first=day_first, today=today)
        born, doubt = read_age(both[2], day_first=day_first, today=today)
        return AgeRead(said.years_from, said.years_to, born.born, said.is_about, said.text), doubt
    written = _BORN.sub("", plain, count=1)
    if written != plain or re.fullmatch(r".*\d{4}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d\d", plain):
        born_on, doubt = read_day(written, day_first=day_first, today=today)
        if born_on.day.year == 1900 and plain.startswith("1900-"):
            raise Unread("number_as_date")  # 15 in a cell made for dates is the fifteenth day of 1900
        return AgeRead(born=born_on), doubt
    found = _years(plain)
    if found is None:
        if any(letter.isdigit() for letter in plain) or not any(letter.isalpha() for letter in plain):
            raise Unread("not_an_age")
        return AgeRead(text=text.strip()), "age_in_words"
    if max(found.years_from or 0, found.years_to or 0) > OLDEST:
        raise Unread("age_impossible")
    return found, ""


def _years(plain: str) -> AgeRead | None:
    bare = _ABOUT.sub("", plain, count=1).strip()
    is_about = bare != plain
    if one := _ONE.fullmatch(bare):
        return AgeRead(int(one[1]), int(one[1]), is_about=is_about)
    if two := _TWO.fullmatch(bare):
        low, high = sorted((int(two[1]), int(two[2])))
        return AgeRead(low, high, is_about=True)
    if _MONTHS.fullmatch(bare):
        return AgeRead(0, 0 if not bare.split()[0].isdigit() or int(bare.split()[0]) < 12 else 1, is_about=is_about)
    if decade := _DECADE.fullmatch(bare):
        return AgeRead(10 * int(decade[1]), 10 * int(decade[1]) + 9, is_about=True)
    if over := _OVER.fullmatch(bare):
        return AgeRead(years_from=int(over[1] or over[2]), is_about=True)
    if under := _UNDER.fullmatch(bare):
        return AgeRead(years_to=max(int(under[1]) - 1, 0), is_about=True)
    return _in_words(re.sub(r"\s*(?:yrs?|years?|años?)\.?(?: old| of age| de edad)?$", "", bare), is_about)


def _in_words(bare: str, is_about: bool) -> AgeRead | None:
    """seventeen, thirty-four, veintiuno, treinta y cuatro."""
    parts = [part for part in re.split(r"[\s-]+", bare) if part not in ("and", "y")]
    if not parts or len(parts) > 2 or any(part not in _WORDS for part in parts):
        return None
    numbers = [_WORDS[part] for part in parts]
    if len(numbers) == 2 and not (numbers[0] >= 20 and numbers[0] % 10 == 0 and 0 < numbers[1] < 10):
        return None
    return AgeRead(sum(numbers), sum(numbers), is_about=is_about)
