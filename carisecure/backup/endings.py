"""What was ended, as a list outside the house: a restore takes the records back, and none of it may come alive again.

Grants, memberships, second factors and passwords that were ended or changed, leavers, agencies that were switched off,
absences cut short, exclusions, cases that were closed to others, keys that were destroyed. The list is read off the
ledger, seal by seal, holds ids and codes alone, and is appended to the second place every five minutes (`tasks`).
Applying it to a restored database is `replay`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.conf import settings

from carisecure.audit import ledger

# How many seals one batch covers at most: a first run over years is many small batches.
SEALS_AT_ONCE = 5_000

# Called with the owner of a key that is destroyed again after a restore: what else of it a room has to take away.
Forget = Callable[[UUID], int]
_forget: dict[str, Forget] = {}
# Columns of which a new value is an ending, with their values from the widest to the narrowest.
_narrowing: dict[tuple[str, str], tuple[str, ...]] = {}


@dataclass(frozen=True)
class Ending:
    """One thing that was ended. `line` and `at` (ISO) are those of the ledger's line, by which it is known again.

    `kind`: grant, membership, factor, absence, leaver, agency, password, exclusion, key or column (endings_between).
    """

    line: int
    at: str
    kind: str
    table: str
    object: str
    what: Mapping[str, Any]


@dataclass(frozen=True)
class Batch:
    """The endings of the seals after `after` up to `until`, whose roots tell which chain it was."""

    after: int
    until: int
    root: str
    endings: tuple[Ending, ...]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Raises ValueError for what is no batch."""
        try:
            found = json.loads(text)
            endings = tuple(Ending(**one) for one in found.pop("endings"))
            return cls(**found, endings=endings)
        except (TypeError, KeyError, AttributeError) as fault:
            raise ValueError("not a list of endings") from fault


def when_key_destroyed(name: str, work: Forget) -> None:
    """Have a room take away what else stood under the key; called when an app is ready."""
    if name in _forget:
        raise ValueError(f"two rooms named {name}")
    _forget[name] = work


def narrows(table: str, column: str, values: Sequence[str]) -> None:
    """Have a change of this column towards the end of `values` count as an ending."""
    _narrowing[table, column] = tuple(values)


def forget_all(owner: UUID) -> int:
    return sum(work(owner) for _name, work in sorted(_forget.items()))


def narrowing(table: str, column: str) -> tuple[str, ...]:
    return _narrowing.get((table, column), ())


def between(after: int, until: int) -> Batch:
    """What was ended in the lines of those seals. Under `maintenance` alone; elsewhere it is empty."""
    columns = sorted({column for _table, column in _narrowing})
    rows = ledger.ask(
        "select entry, at, kind, table_name, object_id, what::text from carisecure.endings_between(%s, %s, %s::text[])",
        [after, until, columns],
    )
    found = [
        Ending(entry, at.isoformat(), kind, table, pk, json.loads(what)) for entry, at, kind, table, pk, what in rows
    ]
    kept = [one for one in found if one.kind != "column" or _is_narrower(one)]
    return Batch(after, until, ledger.root_of(until), tuple(kept))


def _is_narrower(ending: Ending) -> bool:
    """A case that is opened wider again ends nothing."""
    known = narrowing(ending.table, str(ending.what["column"]))
    return ending.what["to"] in known[1:]


def is_kept() -> bool:
    """Whether this house has a second place."""
    return bool(settings.BACKUP_PLACE)
