"""What a name sounds like: the codes by which a misspelt name still finds its person.

Each part of a name gives four kinds of codes: its spelling after rules of Spanish and English ears were put on it and
every spelling with one letter less (so one wrong letter is forgiven on either side), its skeleton of consonants, its
metaphone, and its group of nicknames. Measured in docs/decisions/name-search.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jellyfish
import yaml
from anyascii import anyascii

# Words inside a name that many people leave out or write together.
PARTICLES = frozenset(
    ["de", "del", "la", "las", "los", "el", "al", "y", "e", "da", "das", "do", "dos", "di", "du", "le", "van", "von",
     "der", "den", "bin", "ibn", "san", "santa"]
)  # fmt: skip
MOST_PARTS = 6
LONGEST_PART = 12
NOT_ASKED = 0.01

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[a-z]+")
# In this order. The left side is how it may be written, the right side how it is heard here.
_EARS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^[gh]?[uw](?=[ao])", "u"),
        (r"ph", "f"), (r"sch|sh|ch|tch", "x"), (r"th", "t"), (r"kh", "j"), (r"zh", "y"), (r"^x", "s"), (r"x", "s"),
        (r"ck|qu|q", "k"), (r"gu(?=[eiy])", "g"), (r"g(?=[eiy])", "j"), (r"c(?=[eiy])", "s"), (r"c", "k"),
        (r"z", "s"), (r"ts", "s"), (r"[vw]", "b"), (r"ll", "y"), (r"^[jy](?=[aeiou])", "y"), (r"j", "h"),
        (r"y", "i"), (r"h", ""), (r"ee|ea", "i"), (r"oo|ou", "u"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[str]]:
    lists = yaml.safe_load((Path(__file__).parent / "nicknames.yaml").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for number, names in enumerate(lists):
        for name in names:
            found.setdefault(anyascii(name).lower(), set()).add(str(number))
    return {name: frozenset(groups) for name, groups in found.items()}


def parts_of(name: str) -> list[str]:
    """The parts that count, in ASCII: "María de la Cruz-Peña" is maria, cruz, pena; any script is transliterated."""
    plain = _CAMEL.sub(" ", anyascii(name)).lower().replace("'", "")
    words = _LETTERS.findall(plain)
    return ([w for w in words if w not in PARTICLES and len(w) > 1] or words)[:MOST_PARTS]


@lru_cache(maxsize=50_000)
def heard(part: str) -> str:
    """The part as it is heard: one spelling for those that sound alike in Spanish or English."""
    for pattern, sound in _EARS:
        part = pattern.sub(sound, part)
    return part[:LONGEST_PART]


@dataclass(frozen=True)
class Codes:
    """`close`: spelled or heard almost the same, or a nickname. `far`: only the consonants or the metaphone agree."""

    close: frozenset[str]
    far: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.close | self.far


@lru_cache(maxsize=50_000)
def codes_of(part: str) -> Codes:
    """The codes of one part of a name."""
    sound = heard(part)
    spelled = {f"s:{sound}"} | {f"s:{sound[:n]}{sound[n + 1 :]}" for n in range(len(sound)) if len(sound) > 2}
    nicknames = {f"n:{group}" for group in _nicknames().get(part, ())}
    skeleton = sound[:1].translate(_VOWELS) + "".join(c for c in sound[1:] if c not in "aeiou")
    return Codes(frozenset(spelled | nicknames), frozenset({f"k:{skeleton}", f"m:{jellyfish.metaphone(part)}"}))


_VOWELS = str.maketrans("eiou", "aaaa")


def likeness(asked: str, found: str) -> float:
    """How well a name answers the one that was asked for, 0 to 1: each part asked for against its best counterpart.

    A part that was not asked for counts a little against it: of all who are called Rosa Peña and more, those who are
    called nothing else stand first.
    """
    wanted, there = parts_of(asked), parts_of(found)
    if not wanted or not there:
        return 0.0
    alike = sum(max(_alike(a, b) for b in there) for a in wanted) / len(wanted)
    return alike - NOT_ASKED * max(0, len(there) - len(wanted))


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if _nicknames().get(one, frozenset()) & _nicknames().get(other, frozenset()):
        return 0.95
    written = jellyfish.jaro_winkler_similarity(one, other)
    said = jellyfish.jaro_winkler_similarity(heard(one), heard(other))
    return 0.5 * written + 0.49 * said
