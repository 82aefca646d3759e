"""One object of every kind that a URL can name, owned by us and by another unit, and who may see it.

Who sees what is written down by hand in each app's `tests/<app>/world.py`, not asked of the code under test.
"""

from __future__ import annotations

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
    kept: dict[str, Any] = field(default_factory=dict)

    def add(
        self, target: str, *, own: Any, foreign: Any, seen_by: Iterable[str], foreign_seen_by: Iterable[str] = ("outsider",)
    ) -> None:
        """Put a pair of objects (or their ids) under a target's name."""
        self.pairs[target] = Pair(own, foreign, frozenset(seen_by), frozenset(foreign_seen_by))


# In the order in which objects need each other.
BUILDERS = ("cases", "screening", "prosecutions", "reports", "jobs", "interface", "accounts")


def build_world(people: Any) -> World:
    world = World(people)
    for app in BUILDERS:
        import_module(f"tests.{app}.world").build(world)
    return world
