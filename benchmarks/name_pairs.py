"""The committed pairs of names (name_pairs.txt): as stored, as typed; and a crowd in which they are hard to find."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.cases.names import full_name

PAIRS = Path(__file__).parent / "name_pairs.txt"
HELD_OUT = 3  # every third line of a group was not looked at while the rules were tuned
ALSO = " / "


@dataclass(frozen=True)
class Known:
    """One person of the set: every name they are known by, what is typed for them, and what is typed for others."""

    group: str
    names: tuple[str, ...]
    typed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_held_out: bool = False


@cache
def known_people() -> tuple[Known, ...]:
    """The people of the set, in the order of the file; those of "somebody else" are no people of their own."""
    found: dict[tuple[str, ...], Known] = {}
    group, number = "", 0
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            group, number = line.strip("[]"), 0
        elif line and not line.startswith("#"):
            number += 1
            stored, mark, typed = line.partition(" > ") if " > " in line else line.partition(" ! ")
            names, written = tuple(stored.split(ALSO)), tuple(typed.split(" ; "))
            if mark == " > ":
                found[names] = Known(group, names, typed=written, is_held_out=number % HELD_OUT == 0)
            else:
                one = found[names]
                found[names] = Known(one.group, names, one.typed, (*one.others, *written), one.is_held_out)
    return tuple(found.values())


def crowd() -> Callable[[random.Random], tuple[str, ...]]:
    """Names for the people around them: of five, one is put together from the parts of the set itself; of a hundred,
    three have one name only, and four are called something else too."""
    parts = [name.replace("-", " ").split() for person in known_people() for name in person.names]
    given = [words[0] for words in parts]
    family = [words[-1] for words in parts if len(words) > 1]

    def one(chance: random.Random) -> tuple[str, ...]:
        if chance.random() < 0.2:
            name = f"{chance.choice(given)} {' '.join(chance.sample(family, chance.choice((1, 1, 2))))}"
        else:
            name = full_name(chance)
        kind = chance.random()
        if kind < 0.03:
            return (name.split()[0],)
        return (name, chance.choice((*given, *family))) if kind < 0.07 else (name,)

    return one


def typed_of(person: Known) -> Iterator[tuple[str, bool]]:
    """What is typed, and whether it means this person."""
    yield from ((name, True) for name in person.typed)
    yield from ((name, False) for name in person.others)
