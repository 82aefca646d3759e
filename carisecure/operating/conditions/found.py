"""What is found when one thing about the installation is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from carisecure.operating.models import State

# Codes, counts, and times in numbers. Never a secret, a name or a path.
Fact = str | int | float


@dataclass(frozen=True)
class Found:
    """`code` says what it is like and has its words in `words.WORDS` under "condition.code"."""

    state: State
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """One thing that can be well or not. `is_quick`: costs a query at most, so that pages and health may ask it.

    `alarms`: somebody is told by mail while it is bad.
    """

    name: str
    title: Promise
    look: Callable[[], Found]
    is_quick: bool = True
    alarms: bool = True


def ok(**facts: Fact) -> Found:
    return Found(State.OK, "ok", facts)


def unknown(code: str, **facts: Fact) -> Found:
    return Found(State.UNKNOWN, code, facts)


def warn(code: str, **facts: Fact) -> Found:
    return Found(State.WARN, code, facts)


def bad(code: str, **facts: Fact) -> Found:
    return Found(State.BAD, code, facts)
