"""The first day on which somebody can have been born, for rooms below the one that knows names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from carisecure.accounts.models import User
from cases.record.models import Involvement
from cases.record.queries import born_by_noted_age

_NAMED: list[Callable[[Involvement, User], dt.date | None]] = []


def register_birth(named: Callable[[Involvement, User], dt.date | None]) -> None:
    """`named`: by the date of birth where the reader may know it, else by the highest age that was noted."""
    _NAMED.append(named)


def born_at_earliest(one: Involvement, by: User) -> dt.date | None:
    for named in _NAMED:
        return named(one, by)
    return born_by_noted_age(one.person)
