"""The ledger's own functions in the database (`sql/`), one Python function each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from carisecure.audit.unusual import ReadLine

# A cursor of whoever verifies: the application's connection, or the owner's.
Ask = Callable[[str, list[Any]], list[tuple[Any, ...]]]

# How many lines are compared in one statement, so that memory stays small: about 40 MB in the server.
LINES_AT_ONCE = 20_000
TURN_MINUTES = 10
OLD_TURNS = """
select count(pg_terminate_backend(a.pid)) from pg_locks l join pg_stat_activity a on a.pid = l.pid
 where l.relation = 'public.audit_seal'::regclass and l.mode = 'ShareRowExclusiveLock' and l.granted
   and l.database = (select oid from pg_database where datname = current_database())
   and a.usename = current_user and a.xact_start < now() - %s * interval '1 minute'
"""


@dataclass(frozen=True)
class SealLine:
    number: int
    root: str
    count: int
    sealed_at: datetime


@dataclass(frozen=True)
class Checked:
    """A stretch of seals. `fault` is "" or seal, changed, missing, inserted, outside; `seal` and `entry` say where."""

    lines: int
    seals: int
    fault: str = ""
    seal: int | None = None
    entry: int | None = None


@dataclass(frozen=True)
class Unsealed:
    """What no seal covers yet; `stray` is a line that no seal ever would.

    `restored`: the database was put into another cluster since its last seal, and the sealer has not run there yet.
    """

    waiting: int
    since: datetime | None
    stray: int | None
    restored: bool = False


@dataclass(frozen=True)
class Reading:
    """How often somebody did one thing with a row, and when last."""

    actor: UUID
    action: str
    times: int
    last_at: datetime


def ask(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def can_be_asked_at_once() -> bool:
    """Whether another connection sees what this one does: not in the middle of somebody's transaction."""
    return not connection.in_atomic_block


def let_go() -> None:
    """The connection of a thread that asks no more."""
    connection.close()


def seal(ask: Ask = ask) -> int:
    """Seal every finished line; returns how many, 0 while somebody else is sealing. Harmless at any time."""
    return int(ask("select carisecure.seal_ledger()", [])[0][0])


def end_old_turns(ask: Ask = ask) -> int:
    """End our own connections that have held the sealer's turn for long: no true run takes that long. How many."""
    return int(ask(OLD_TURNS, [TURN_MINUTES])[0][0])


def last_seals(most: int = 1, ask: Ask = ask) -> list[SealLine]:
    """The newest first."""
    rows = ask("select number, root, count, sealed_at from carisecure.last_seals(%s)", [most])
    return [SealLine(number, bytes(root).hex(), count, at) for number, root, count, at in rows]


def root_of(number: int, ask: Ask = ask) -> str:
    """The root of a seal, "" where there is no such seal."""
    found = ask("select carisecure.seal_root_of(%s)", [number])[0][0]
    return bytes(found).hex() if found is not None else ""


def check(first: int = 1, ask: Ask = ask, *, last: int | None = None) -> Iterator[Checked]:
    """Check the seals from that number on, a stretch at a time; after a fault it goes on with the seal behind it.

    `last`: nothing behind that seal is told: somebody else looks there.
    """
    place: int | None = first
    rows = LINES_AT_ONCE
    while place is not None and (last is None or place <= last):
        row = ask("select next, lines, seals, fault, seal, entry from carisecure.check_seals(%s, %s)", [place, rows])[0]
        if last is not None and max(place + row[2] - 1, row[4] or 0) > last:
            if rows == 1:  # what does not fit lies behind it
                yield Checked(row[1], row[2])
                return
            rows //= 2
            continue
        place = row[0]
        yield Checked(row[1], row[2], row[3] or "", row[4], row[5])
        if row[3]:
            place = row[4] + 1


def unsealed(ask: Ask = ask) -> Unsealed:
    return Unsealed(*ask("select waiting, since, stray, restored from carisecure.check_unsealed()", [])[0])


def readings(table: str, pk: UUID) -> list[Reading]:
    """Who read and changed a row; nothing where the row's own wall does not let the asking person through."""
    rows = ask("select actor, action, times, last_at from carisecure.readings_of(%s, %s)", [table, pk])
    return [Reading(*row) for row in rows]


def seals_of(ids: list[int]) -> dict[int, tuple[str, int | None]]:
    """The hash of each of these lines and the number of its seal, for auditors: none of a line that is withheld."""
    rows = ask("select id, leaf, seal from carisecure.seals_of(%s)", [ids])
    return {pk: (bytes(leaf).hex(), seal) for pk, leaf, seal in rows}


def readings_between(begins: datetime, ends: datetime) -> list[ReadLine]:
    """What people read in that time, oldest first; under `maintenance` alone. About 1 kB of memory a line."""
    rows = ask(
        "select id, at, actor, action, table_name, object_id, about, detail from carisecure.readings_between(%s, %s)",
        [begins, ends],
    )
    return [
        ReadLine(pk, timezone.localtime(at), actor, action, table, thing, tuple(about or ()), _json(detail))
        for pk, at, actor, action, table, thing, about, detail in rows
    ]


def _json(value: Any) -> dict[str, Any]:
    """Django's connection hands JSON over as text."""
    return dict(json.loads(value)) if isinstance(value, str) else dict(value or {})


def object_of_reference(reference: str) -> str:
    """The id behind a reference, for auditors; "" otherwise."""
    return ask("select carisecure.object_of_reference(%s)", [reference])[0][0] or ""
