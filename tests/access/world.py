"""One object of every kind that a URL can name, owned by us and by another unit, and who may see it.

Who sees what is written down by hand in each app's `tests/<app>/world.py`, not asked of the code under test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

CANARY = "CANARY"


@dataclass(frozen=True)
class Pair:
    """Our object and the foreign one, each with the keys of the people (tests/people.py) who may see it."""

    own: Any
    foreign: Any
    seen_by: frozenset[str]
    foreign_seen_by: frozenset[str]


@dataclass
class World:
    """What the sweep walks through. `people` is tests.people.People; `pairs` goes by target name."""

    people: Any
    pairs: dict[str, Pair] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(
        self,
        target: str,
        *,
        own: Any,
        foreign: Any,
        seen_by: Iterable[str],
        foreign_seen_by: Iterable[str] = ("outsider",),
    ) -> None:
        """Put a pair of objects (or their ids) under a target's name."""
        self.pairs[target] = Pair(own, foreign, frozenset(seen_by), frozenset(foreign_seen_by))

    def canary(self, text: str, *, readers: Iterable[str]) -> str:
        """A text that only these people may ever read, whatever they ask. Returns the text, to be put into a field."""
        assert text.startswith(CANARY), text
        self.readers[text] = frozenset(readers)
        return text

    def canaries_in(self, text: str) -> set[str]:
        """Every word in an answer that begins like a canary, whether or not anybody registered it."""
        return set(re.findall(rf"{CANARY}-[A-Z0-9-]+", text))

    def may_read(self, key: str, canary: str) -> bool:
        """A canary that nobody registered may be read by nobody: it is found, and then registered."""
        return key in self.readers.get(canary, frozenset())


# In the order in which objects need each other.
BUILDERS = ("cases", "screening", "prosecutions", "reports", "jobs", "interface", "accounts", "audit")


def build_world(people: Any) -> World:
    world = World(people)
    for app in BUILDERS:
        import_module(f"tests.{app}.world").build(world)
    return world
