"""What two people are needed for: each room registers its kinds when its app is ready, with their words.

A closed list all the same: a decision in code, never a setting. What no room registered cannot be asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from carisecure.access.two_people.models import TwoPeople
    from carisecure.accounts.models import User

Facts = list[tuple[str, str]]
# How long a yes stands, where a kind says nothing else.
STANDS_FOR = timedelta(days=3)


def no_facts(row: Any) -> Facts:
    """Its reason says everything."""
    return []


@dataclass(frozen=True)
class GoOn:
    """Where whoever asked goes on once there is a yes: this page, under these words, while they may do this.

    `again`: still when it was done once.
    """

    action: str
    url_name: str
    words: str | Promise
    again: bool = False


@dataclass(frozen=True)
class Kind:
    """One thing that takes two people.

    `table`: the model that keeps it; `code`: what stands there; `words`: how it is called on screen.
    `asks`, `decides`: the lines of the policy for who may ask and who may decide; `why_not` says in words why this
    person may not decide this very request, or nothing. `page`: where it is read and decided.
    `stands_for`: how long a yes stands. `is_repeated`: done again and again in that time, instead of once.
    `carry_out`: what is done with the yes itself, in its transaction, by who agreed; without it whoever asked does it.
    `used_by_it`: the yes is used up by that; otherwise the work says when it is done.
    `facts`: what exactly is asked for, for the one who decides; at most one query.
    """

    table: type[TwoPeople]
    code: str
    words: str | Promise
    asks: str
    decides: str
    page: str
    why_not: Callable[[Any, User], str]
    stands_for: timedelta = STANDS_FOR
    is_repeated: bool = False
    carry_out: Callable[[Any, User], None] | None = None
    used_by_it: bool = True
    facts: Callable[[Any], Facts] = no_facts
    go_on: GoOn | None = None


_kinds: dict[tuple[str, str], Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; the same again replaces it (an app may get ready twice in tests).

    Raises ValueError where it has no words: whoever decides would not know what they are asked.
    """
    if not kind.code or not str(kind.words).strip():
        raise ValueError(f"a kind of {kind.table._meta.label} without words: {kind.code!r}")
    _kinds[kind.table._meta.label, kind.code] = kind
    return kind


def kind_of(table: type[TwoPeople], code: str) -> Kind:
    """Raises KeyError for what no room registered."""
    return _kinds[table._meta.label, code]


def codes(table: type[TwoPeople]) -> list[str]:
    """What this table may be asked for."""
    return sorted(code for label, code in _kinds if label == table._meta.label)


def every_kind() -> list[Kind]:
    return list(_kinds.values())
