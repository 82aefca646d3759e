"""How well the names of a person answer the name that was asked for: what orders the people that the codes brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish

from carisecure.access.vault.sounds import Part, Run, heard, nickname_groups, parsed, runs, skeleton

# A part that was not asked for counts a little against a name: of all who are called Rosa Peña and more, those who are
# called nothing else stand first. So does every further name that was needed.
NOT_ASKED = 0.01
ANOTHER_NAME = 0.02
# Below DOUBTFUL a part is more likely another name, and counts for less; at SURE nobody looks for something better.
DOUBTFUL, FOR_LESS = 0.83, 0.6
SURE = 0.9
# Somebody known by one name stands below those of whom two parts fit, and that one has to fit well.
# Whoever has another full name, in which nothing fits, stands lower still.
ONE_NAME, ALSO_CALLED, EACH_MORE, FITS = 0.86, 0.81, 0.02, 0.87


@dataclass(frozen=True)
class Likeness:
    """`score`, 0 to 1. `by`: which of the names answered, by their numbers. `is_part`: one name of two was there."""

    score: float
    by: tuple[int, ...] = ()
    is_part: bool = False


def likeness(asked: str, found: str) -> float:
    """How well one name answers, 0 to 1."""
    return best_likeness(asked, [found]).score


def best_likeness(asked: str, names: Sequence[str]) -> Likeness:
    """How well a person's names answer: the best of them alone, or all of them together for a little less."""
    wanted = parsed(asked)
    known = [parsed(name) for name in names]
    if not wanted or not any(known):
        return Likeness(0.0)
    single = [_whole(wanted, parts) for parts in known]
    best = max(range(len(known)), key=lambda n: single[n])
    found = Likeness(single[best], (best,))
    if len(wanted) == 1:
        return found
    if len(known) > 1 and found.score < SURE:
        every, _units = _mean(
            wanted, tuple(part for parts in known for part in parts), [r for p in known for r in runs(p)]
        )
        if every - ANOTHER_NAME > found.score:
            found = Likeness(every - ANOTHER_NAME, tuple(range(len(known))))
    is_all = all(len(parts) == 1 for parts in known)
    for n, parts in enumerate(known):
        score = _as_only_name(wanted, parts, is_all=is_all)
        if score > found.score:
            found = Likeness(score, (n,), is_part=True)
    return found


def _whole(wanted: tuple[Part, ...], there: tuple[Part, ...]) -> float:
    if not there:
        return 0.0
    score, units = _mean(wanted, there, runs(there))
    return score - NOT_ASKED * max(0, len(there) - units)


def _as_only_name(wanted: tuple[Part, ...], there: tuple[Part, ...], *, is_all: bool) -> float:
    if len(there) != 1:
        return 0.0
    fits = [_alike(part.word, there[0].word) for part in wanted]
    best = max(range(len(fits)), key=lambda n: fits[n])
    most = (ONE_NAME if is_all else ALSO_CALLED) - EACH_MORE * (len(wanted) - 2 + (best > 0))
    return most * fits[best] if fits[best] >= FITS else 0.0


def _mean(wanted: tuple[Part, ...], there: Sequence[Part], as_one: Sequence[Run]) -> tuple[float, int]:
    """How well the parts are answered, and by how many parts: two that were written as one are one."""
    words = [part.word for part in there]
    asked = {part.word for part in wanted}
    free = [word for word in words if word not in asked]  # what is one part already is not another one too
    prefixed = [joined for part in there for joined in part.joined]
    alike = [1.0 if part.word in words else _best(part.word, free) for part in wanted]
    forms = [*prefixed, *(form for run in as_one for form in run.forms)]
    for n, part in enumerate(wanted):
        if alike[n] < SURE:
            alike[n] = max(alike[n], _same((part.word, *part.joined), forms), _same(part.joined, words))
    units = len(wanted)
    for run in runs(wanted):
        places = range(run.first, run.first + run.length)
        if min(alike[n] for n in places) < SURE:
            # A word that is one of the two is not both, unless it is written as both (Kaylaann sounds like Kayla too);
            # and two that stand apart there were compared already.
            halves = [wanted[n].word for n in places]
            both = [word for word in (*words, *prefixed) if word in run.forms or not _same(halves, (word,))]
            whole = _same(run.forms, both)
            if whole > sum(alike[n] for n in places) / run.length:
                units -= run.length - 1
                for n in places:
                    alike[n] = whole
    return sum(value if value >= DOUBTFUL else value * FOR_LESS for value in alike) / len(alike), units


def _best(asked: str, there: Iterable[str]) -> float:
    return max([_alike(asked, other) for other in there], default=0.0)


def _same(asked: Iterable[str], there: Iterable[str]) -> float:
    """The best of those that are sure to be one word; those of other lengths are not even compared."""
    best = 0.0
    for one in asked:
        for other in there:
            if -4 < len(one) - len(other) < 4 and -2 < len(heard(one)) - len(heard(other)) < 2:
                best = max(best, _alike(one, other))
    return best if best >= SURE else 0.0


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if nickname_groups(one) & nickname_groups(other):
        return 0.95
    said, said_other = heard(one), heard(other)
    if said == said_other and len(said) > 2:
        return 0.96
    letters = jellyfish.damerau_levenshtein_distance(said, said_other)
    longer, unequal = max(len(said), len(said_other), 1), abs(len(said) - len(said_other))
    least = 0.0
    if letters <= 1 and longer > 2:
        least = 0.9 if longer > 4 else 0.84
    elif letters == 2 and longer > 7 and unequal < 2:
        least = 0.86
    elif longer > 3 and skeleton(said) == skeleton(said_other):
        least = 0.84
    written = jellyfish.jaro_winkler_similarity(one, other)
    if least:
        return least + 0.04 * written
    spoken = jellyfish.jaro_winkler_similarity(said, said_other)
    return 0.35 * written + 0.3 * spoken + 0.3 * (1 - letters / longer)
