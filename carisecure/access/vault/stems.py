"""The words of a text as they are searched: English and Spanish stems, because a file holds both."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
_STEMMERS = (("en", snowballstemmer.stemmer("english")), ("es", snowballstemmer.stemmer("spanish")))
# Shorter ones are grammar; longer ones are no words, and are found by how they begin: stemming costs the square of the
# length (200,000 letters without a space: 10 s). Longer texts than this are indexed by their first words.
SHORTEST, LONGEST = 3, 64
MOST_WORDS = 20_000


def words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word[:LONGEST] for word in WORD.findall(plain)[:MOST_WORDS] if len(word) >= SHORTEST]


@lru_cache(maxsize=20_000)
def stems_of(word: str) -> frozenset[str]:
    """The word's stem in each language, without accents: "víctimas" is found by "victima"."""
    found = set()
    begins = word[:LONGEST]
    for language, stemmer in _STEMMERS:
        for spelling in {begins, _bare(begins)}:
            found.add(f"{language}:{_bare(stemmer.stemWord(spelling))}")
    return frozenset(found)


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def all_stems(text: str) -> set[str]:
    return {stem for word in set(words_of(text)) for stem in stems_of(word)}
