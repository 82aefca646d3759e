"""What every noun needs when it writes: keys of what hangs on a thing, days, the person who imports."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from carisecure.accounts.models import User
from carisecure.days.known import KnownDay, Precision
from carisecure.importing.register.nouns import DayRead, RegisterFault, Thing

Value = TypeVar("Value")


def derived(of: uuid.UUID, word: str) -> uuid.UUID:
    """The key of something that is made with a thing: the same whenever the job runs again."""
    return uuid.uuid5(of, word)


def known(day: DayRead) -> KnownDay:
    return KnownDay(day.day, day.precision)


def day_columns(name: str, day: DayRead | None) -> dict[str, Any]:
    """`<name>_on` and `<name>_precision` of a row; nothing for a day that the sheet does not have."""
    if day is None:
        return {f"{name}_on": None, f"{name}_precision": Precision.DAY.value}
    read = known(day)
    return {f"{name}_on": read.first, f"{name}_precision": read.precision}


def parents(things: Iterable[Thing], noun: str) -> list[uuid.UUID]:
    """The things of a noun that these belong to, each once."""
    return list(dict.fromkeys(thing.parents[noun] for thing in things if noun in thing.parents))


def importer(batch: Any) -> User:
    """Who brings it in: the wall asks them, and they are named on every row."""
    by: User = batch.committed_by
    return by


def fault(thing: Thing, code: str, field: str = "", **arguments: Any) -> RegisterFault:
    """Something wrong with a thing; the value of the field, as it was read, is shown beside it."""
    value = thing.values.get(field)
    return RegisterFault(thing.place, code, str(value) if isinstance(value, str | int) else "", arguments)


def grouped(pairs: Iterable[tuple[uuid.UUID, Value]]) -> Mapping[uuid.UUID, Sequence[Value]]:
    """Rows by their key, in the order in which they came."""
    found: dict[uuid.UUID, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
