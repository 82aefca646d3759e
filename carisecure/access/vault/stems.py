"""The words of a text as they are searched: English and Spanish stems, because a file holds both, and its numbers.

A number, a plate, a document is one code however it is written: PDK4471, PDK-4471 and PDK 4471; 3447812 and 344-7812.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import snowballstemmer
import yaml

from carisecure.visible import visible

WORD = re.compile(r"[^\W_]+")
_STEMMERS = (("en", snowballstemmer.stemmer("english")), ("es", snowballstemmer.stemmer("spanish")))
# Shorter ones are grammar; longer ones are no words, and are found by how they begin: stemming costs the square of the
# length (200,000 letters without a space: 10 s). Longer texts than this are indexed by their first words.
SHORTEST, LONGEST = 3, 64
MOST_WORDS = 20_000
# A code: so many parts at most, so many letters in a part that has no figure, and what may stand between two parts.
MOST_PARTS, MOST_LETTERS, LONGEST_CODE = 6, 4, 24
_BLANK = re.compile(r"[\s().-]{0,2}[^\S\n][\s().-]{0,2}")
_TIGHT = re.compile(r"[./()\u2010-\u2015-]{1,2}")
# Plurals whose stem is not that of the singular: celulares, alquileres, jueces.
_PLURAL = re.compile(r"(?:(?<=[lrndsj])es|(?P<z>ces))$")


class Part(NamedTuple):
    """One word with its place in the text. `joint`: how it hangs on the one before: "tight", "blank" or ""."""

    start: int
    word: str
    joint: str

    @property
    def is_of_code(self) -> bool:
        return _has_figure(self.word) or len(self.word) <= MOST_LETTERS


def words_of(text: str) -> list[str]:
    return [part.word[:LONGEST] for part in _parts(_plain(text)) if len(part.word) >= SHORTEST]


def all_stems(text: str) -> set[str]:
    """Everything a text is found by."""
    parts = _parts(_plain(text))
    found = {stem for word in {part.word for part in parts} for stem in _stems_of_any(word)}
    return found.union(*(_codes_from(chain, at) for chain in _chains(parts) for at in range(len(chain))))


def asked(text: str) -> list[set[str]]:
    """What a text must have one of, for each word of the question. Empty where nothing in it can be looked for.

    Words too short for that count only where nothing else was asked: "X 5" is a number, "men of 5" are men.
    """
    chains = list(_chains(_parts(_plain(text))))
    groups = [group for chain in chains for group in _asked_of(chain)]
    return groups or [{code} for chain in chains if len(chain) > 1 and (code := _code(chain))]


def _asked_of(chain: list[Part]) -> Iterator[set[str]]:
    for start, end in _units(chain):
        if end - start > 1 and _code(chain[start:end]):
            yield _codes_around(chain, start, end)
            continue
        for at in range(start, end):
            if _can_be_asked(chain[at].word):
                yield _stems_of_any(chain[at].word) | _codes_around(chain, at, at + 1)


def places(text: str, wanted: set[str]) -> Iterator[int]:
    """Where in the text, as it is, one of these stands."""
    for chain in _chains(_parts(text)):
        for at, part in enumerate(chain):
            if (_stems_of_any(part.word) | _codes_from(chain, at)) & wanted:
                yield part.start


@lru_cache(maxsize=20_000)
def stems_of(word: str) -> frozenset[str]:
    """The word's stem in each language, without accents: "víctimas" is found by "victima". ñ is a letter, not an n."""
    begins = word[:LONGEST]
    if _has_figure(begins):
        return frozenset({f"code:{begins}"})
    found = {f"{name}:{_bare(stemmer.stemWord(s))}" for name, stemmer in _STEMMERS for s in {begins, _bare(begins)}}
    bare = _bare(begins)
    if plural := _PLURAL.search(bare):
        singular = bare[: plural.start()] + ("z" if plural["z"] else "")
        found.add(f"es:{_bare(_STEMMERS[1][1].stemWord(singular))}")
    return frozenset(found | _families().get(bare, frozenset()))


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[str]]:
    lists = yaml.safe_load((Path(__file__).parent / "word_families.yaml").read_text(encoding="utf-8"))
    found: dict[str, frozenset[str]] = {}
    for words in lists:
        for word in words:
            bare = _bare(word)
            found[bare] = found.get(bare, frozenset()) | {f"family:{_bare(words[0])}"}
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text))


def _bare(word: str) -> str:
    return "".join(c if c == "ñ" else _without_marks(c) for c in unicodedata.normalize("NFC", word))


def _without_marks(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


def _stems_of_any(word: str) -> set[str]:
    return set(stems_of(word[:LONGEST])) if len(word) >= SHORTEST else set()


def _can_be_asked(word: str) -> bool:
    return len(word) >= SHORTEST or (len(word) > 1 and not word.isdigit() and _has_figure(word))


def _has_figure(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _parts(text: str) -> list[Part]:
    found: list[Part] = []
    end = 0
    for match in islice(WORD.finditer(text), MOST_WORDS):
        between = text[end : match.start()] if found else ""
        joint = "tight" if _TIGHT.fullmatch(between) else "blank" if _BLANK.fullmatch(between) else ""
        found.append(Part(match.start(), match.group().casefold(), joint))
        end = match.end()
    return found


def _chains(parts: list[Part]) -> Iterator[list[Part]]:
    """Parts that may be one code stand together; every other word alone."""
    chain: list[Part] = []
    for part in parts:
        if chain and not (part.joint and part.is_of_code and chain[-1].is_of_code):
            yield chain
            chain = []
        chain.append(part)
    if chain:
        yield chain


def _units(chain: list[Part]) -> Iterator[tuple[int, int]]:
    """What is asked as one: parts with a hyphen or a dot between them."""
    start = 0
    for at in range(1, len(chain) + 1):
        if at == len(chain) or chain[at].joint != "tight":
            yield start, at
            start = at


def _code(parts: list[Part]) -> str:
    """The parts as one code, "" where they are none: a code has a figure in it, and more than one sign."""
    word = "".join(part.word for part in parts)
    if len(parts) > MOST_PARTS or not 1 < len(word) <= LONGEST_CODE or not _has_figure(word):
        return ""
    return f"code:{word}"


def _codes_from(chain: list[Part], at: int) -> set[str]:
    """The codes that begin with this part."""
    ends = range(at + 1, min(at + MOST_PARTS, len(chain)) + 1)
    return {code for end in ends if (code := _code(chain[at:end]))}


def _codes_around(chain: list[Part], start: int, end: int) -> set[str]:
    """The codes in which these parts stand."""
    found = {
        _code(chain[a:b])
        for a in range(max(0, end - MOST_PARTS), start + 1)
        for b in range(end, min(a + MOST_PARTS, len(chain)) + 1)
    }
    return found - {""}
