"""Many rows in little time, straight into a table: for plans, which an empty database does not show."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.models import Model

from tests.roles import guards_aside

# What stands in a column that must hold something and is not spoken of.
BY_TYPE = {
    "uuid": "gen_random_uuid()", "boolean": "false", "jsonb": "'{}'", "bytea": "''", "ARRAY": "'{}'",
    "date": "date '2025-03-01'", "timestamp with time zone": "timestamptz '2025-03-01'", "smallint": "1",
    "bigint": "1", "integer": "1", "character varying": "''", "text": "''", "double precision": "1", "numeric": "1",
}  # fmt: skip


@cache
def _columns(table: str) -> tuple[tuple[str, str], ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type from information_schema.columns where table_schema = 'public'"
            " and table_name = %s and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
            [table],
        )
        return tuple(cursor.fetchall())


def key(table: str, n: str = "n") -> str:
    """The SQL of the key of the n-th row of a filled table."""
    return f"md5('{table}' || {n})::uuid"


def fill(model: type[Model], count: int, **columns: str) -> None:
    """So many rows, `n` from 1 on; what is said of a column is SQL. No trigger and no foreign key is asked."""
    table = model._meta.db_table
    with guards_aside(), connection.cursor() as cursor:
        values = {name: BY_TYPE[kind] for name, kind in _columns(table)}
        if values.get("id") == BY_TYPE["uuid"]:
            values["id"] = key(table)
        values |= columns
        cursor.execute(
            f"insert into {table} ({', '.join(values)}) select {', '.join(values.values())}"
            f" from generate_series(1, {count}) n"
        )
        cursor.execute(f"analyze {table}")
