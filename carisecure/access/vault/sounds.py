"""What a name sounds like: the codes by which a misspelt name still finds its person.

Each part of a name gives four kinds of codes: its spelling after rules of Spanish and English ears were put on it and
every spelling with one letter less (so one wrong letter is forgiven on either side), its skeleton of consonants, its
metaphone, and its group of nicknames. Neighbours, and small words with what follows them, give three more for how they
are written together. Measured in docs/decisions/name-search.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import jellyfish
import yaml
from anyascii import anyascii

# Words inside a name that many people leave out, or write together with what follows.
PARTICLES = frozenset(
    ["de", "del", "dela", "des", "la", "las", "los", "el", "al", "y", "e", "da", "do", "dos", "di", "du", "le",
     "van", "von", "der", "den", "bin", "ibn", "bint", "binti"]
)  # fmt: skip
SAINTS = frozenset(["st", "saint", "ste", "sainte", "san", "santa", "santo", "sao", "sta"])
MACS = frozenset(["mc", "mac"])
MOST_PARTS = 12
LONGEST_PART = 12
SHORT = 5

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[a-z]+")
_SAINT = re.compile(r"^sainte?(?=[a-z]{3})")
# In this order. The left side is how it may be written, the right side how it is heard here.
_EARS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^[gh]?[uw](?=[ao])", "u"), (r"^es(?=[tpckmnl])", "s"), (r"^jh(?=[aeiou])", "j"),
        (r"[kq]h?w(?=[aeiou])", "k"), (r"(?<=[a-z]{2}[^aeiou])e$", ""), (r"(?<=[a-z]{2})er$", "a"),
        (r"ph", "f"), (r"tch|sch|sh|ch", "x"), (r"th", "t"), (r"kh", "k"), (r"zh", "y"), (r"^x", "s"), (r"x", "s"),
        (r"eau", "o"), (r"au", "a"), (r"dge?(?=[^aeiou]|$)", "j"), (r"ck|qu|q", "k"), (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "j"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"z", "s"), (r"ts", "s"), (r"[vw]", "b"),
        (r"ll(?=[aeiou])", "y"), (r"[ae][iy](?![aeiou])", "e"), (r"^[jy](?=[aeiou])", "y"), (r"j(?=[aeiou])", "h"),
        (r"j", "y"), (r"y", "i"), (r"h", ""), (r"ee|ea", "i"), (r"oo|ou", "u"), (r"(.)\1+", r"\1"),
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


@dataclass(frozen=True)
class Part:
    """One part that counts, and how it is written together with the small words before it ("delacruz", "sthilaire")."""

    word: str
    joined: tuple[str, ...] = ()


@lru_cache(maxsize=50_000)
def parsed(name: str) -> tuple[Part, ...]:
    """The parts that count, in ASCII; any script is transliterated. Mc and Mac belong to what follows them."""
    plain = _CAMEL.sub(" ", anyascii(name)).lower().replace("'", "")
    words = _LETTERS.findall(plain)
    found: list[Part] = []
    before: list[str] = []
    for word, following in pairwise([*words, ""]):
        if len(word) == 1 or word in PARTICLES or word in SAINTS or (word in MACS and following):
            before.append(word)
            continue
        found.append(_part(word, before))
        before = []
    return tuple(found or [Part(word) for word in words])[:MOST_PARTS]


def _part(word: str, before: list[str]) -> Part:
    bare = word = _SAINT.sub("st", word)
    if before and before[-1] in MACS:
        word, before = f"mc{word}", before[:-1]
    as_written = "".join(before) + word
    saint = "".join("st" if small in SAINTS else small for small in before) + word
    return Part(word, tuple(sorted({as_written, saint, bare} - {word})))


def nickname_groups(part: str) -> frozenset[str]:
    return _nicknames().get(part, frozenset())


def parts_of(name: str) -> list[str]:
    """The parts that count: "María de la Cruz-Peña" is maria, cruz, pena."""
    return [part.word for part in parsed(name)]


@dataclass(frozen=True)
class Run:
    """Neighbours written as one, with and without the small words between them: "Ram Kissoon" as ramkissoon."""

    first: int
    length: int
    forms: tuple[str, ...]


@lru_cache(maxsize=50_000)
def runs(parts: tuple[Part, ...]) -> tuple[Run, ...]:
    """Every two neighbours, and three where all are short (Fung Chee Fung)."""
    found = []
    for n in range(len(parts) - 1):
        found.append(_run(parts, n, 2))
        if n + 2 < len(parts) and all(len(part.word) <= SHORT for part in parts[n : n + 3]):
            found.append(_run(parts, n, 3))
    return tuple(found)


def _run(parts: tuple[Part, ...], first: int, length: int) -> Run:
    words = parts[first : first + length]
    bare = "".join(part.word for part in words)
    longest = words[0].word + "".join(max(part.joined, key=len, default=part.word) for part in words[1:])
    return Run(first, length, tuple({bare: 0, longest: 0}))


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
    nicknames = {f"n:{group}" for group in nickname_groups(part)}
    return Codes(frozenset(spelled | nicknames), frozenset({f"k:{skeleton(sound)}", f"m:{jellyfish.metaphone(part)}"}))


def skeleton(sound: str) -> str:
    return sound[:1].translate(_VOWELS) + "".join(c for c in sound[1:] if c not in "aeiou")


_VOWELS = str.maketrans("eiou", "aaaa")


@lru_cache(maxsize=50_000)
def whole_codes(part: str) -> frozenset[str]:
    """Three codes instead of a dozen: for neighbours written together, which stand in the index beside the parts."""
    sound = heard(part)
    return frozenset({f"s:{sound}", f"k:{skeleton(sound)}", f"m:{jellyfish.metaphone(part)}"})


def only_codes(part: str) -> frozenset[str]:
    """The codes of somebody who is known by this one part and no other."""
    return frozenset(f"1{code}" for code in whole_codes(part))


def stored_codes(name: str) -> frozenset[str]:
    """All codes under which a name stands in the index."""
    parts = parsed(name)
    found = {code for part in parts for word in (part.word, *part.joined) for code in codes_of(word).all}
    found |= {code for run in runs(parts) for joined in run.forms for code in whole_codes(joined)}
    return frozenset(found | only_codes(parts[0].word)) if len(parts) == 1 else frozenset(found)


def asked_codes(name: str) -> list[frozenset[str]]:
    """For each part that is asked for, the codes that answer it. Two of the sets must be met, where there are two.

    What two parts sound like when they are written together answers both; so does a person who has only one name.
    """
    parts = parsed(name)
    if len(parts) < 2:
        return [frozenset(c for word in (part.word, *part.joined) for c in codes_of(word).close) for part in parts]
    found = [{c for word in (part.word, *part.joined) for c in codes_of(word).all} for part in parts]
    for run in runs(parts):
        as_one = {code for joined in run.forms for code in whole_codes(joined) | codes_of(joined).close}
        for codes in found[run.first : run.first + run.length]:
            codes |= as_one
    alone = {code for part in parts for code in only_codes(part.word)}
    return [frozenset(codes | alone) for codes in found]
