"""What stands in each table, as a number of rows and a digest that the order of rows does not change.

Asked as plain SQL of any cursor that sees everything: of the snapshot that a backup is made of, and of the database
that was made out of it again. Two are the same when the numbers are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# How the digest is made; a later way gets another name, and an older backup is compared in its own.
METHOD = "sum of hashint8extended(hash_record_extended(row, 0), 0)"
# No row may be kept out of sight silently, and nothing may end it half-way.
SETTINGS = {
    "row_security": "off", "statement_timeout": "0", "lock_timeout": "0", "jit": "off",
    "idle_in_transaction_session_timeout": "0", "transaction_timeout": "0", "synchronize_seqscans": "off",
}  # fmt: skip
_TABLES = """
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by pg_relation_size(c.oid) desc, 1
"""
# The functions under it place rows in partitions, so that they stay the same from release to release. As text
# (`hashtextextended(row::text)`) it took two to four times as long: longer than COPY. The hash of a row is a plain sum
# of those of its columns; hashed once more, because a sum of sums does not see two values that changed places.
_STATE = "select count(*), coalesce(sum(hashint8extended(hash_record_extended(t, 0), 0)), 0)::text from {} t"


@dataclass(frozen=True)
class TableState:
    rows: int
    digest: str


def set_up(cursor: Any) -> None:
    """For the session of whoever asks for states."""
    for name, value in SETTINGS.items():
        cursor.execute("select set_config(%s, %s, false)", [name, value])


def names(cursor: Any) -> list[str]:
    """Every table that holds rows of ours, quoted, the largest first."""
    cursor.execute(_TABLES)
    return [name for (name,) in cursor.fetchall()]


def state(cursor: Any, table: str) -> TableState:
    """About as long as reading the table once. `table`: one of `names`."""
    cursor.execute(_STATE.format(table))
    rows, digest = cursor.fetchone()
    return TableState(int(rows), digest)


def states(cursor: Any, tables: Iterable[str] | None = None) -> dict[str, TableState]:
    return {table: state(cursor, table) for table in (names(cursor) if tables is None else tables)}


def differences(said: dict[str, TableState], found: dict[str, TableState]) -> list[str]:
    """A line for each table that is not as it was; none where they are the same."""
    lines = []
    for table in sorted({*said, *found}):
        was, is_ = said.get(table), found.get(table)
        if was is None or is_ is None:
            lines.append(f"{table} {'is not of the backup' if was is None else 'is missing'}.")
        elif was.rows != is_.rows:
            lines.append(f"{table} has {is_.rows:,} rows; the backup has {was.rows:,}.")
        elif was.digest != is_.digest:
            lines.append(f"{table} has as many rows as the backup ({was.rows:,}), and not the same ones.")
    return lines
