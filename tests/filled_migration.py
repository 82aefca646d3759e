"""`python -m tests.filled_migration`: from an early state with a row in every table to today's, as an upgrade goes.

DATABASE_URL is the owner's, SUPERUSER_URL the superuser's, of an empty database that is prepared. On an empty one many
a mistake passes: the owner sees no row behind a wall, so a new key or a copied column fails on real rows alone.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import Any

import django
import psycopg2

# The oldest state that can still be brought to today's: the histories as they were made anew.
EARLY = [
    ("access", "0003_walls"),
    ("accounts", "0002_walls"),
    ("audit", "0002_walls"),
    ("cases", "0002_walls"),
    ("countries", "0002_walls"),
    ("interface", "0002_walls"),
    ("jobs", "0002_walls"),
    ("prosecutions", "0002_walls"),
    ("reports", "0002_walls"),
    ("screening", "0002_walls"),
]
# One row a table, all with the same key: so whatever refers to anything refers to something.
KEY = "00000000-0000-4000-8000-000000000001"
# The log writes itself; and a retired number under which there is a key cannot be.
NOT_FILLED = (
    "django_migrations", "django_content_type", "auth_permission", "audit_entry", "audit_seal", "access_retiredkey",
)  # fmt: skip
BY_TYPE = {
    "uuid": KEY, "boolean": "false", "jsonb": "{}", "bytea": "", "date": "2025-03-01", "ARRAY": "{}",
    "inet": "10.0.0.1",
    "timestamp with time zone": "2025-03-01 12:00+00", "bigint": "1", "integer": "1", "smallint": "1",
    "double precision": "1", "numeric": "1", "text": "x", "interval": "1 hour",
}  # fmt: skip
# Codes that later migrations, or constraints, know.
CODES = {
    ("accounts_user", "role"): "investigator", ("cases_case", "stage"): "open", ("cases_case", "compartment"): "agency",
    ("screening_referral", "direction"): "out", ("screening_referral", "state"): "sent",
    ("access_delegation", "ends_at"): "2025-03-02 12:00+00", ("jobs_job", "state"): "done",
}  # fmt: skip
COLUMNS = """
select c.table_name, c.column_name, c.data_type, coalesce(c.character_maximum_length, 9), c.is_nullable = 'YES',
       c.column_default is not null or c.is_identity = 'YES' and c.column_name <> 'id'
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
 where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position
"""


def value(table: str, column: str, kind: str, length: int) -> str:
    if (table, column) in CODES:
        return CODES[table, column]
    return BY_TYPE.get(kind) or "x"[:length] if kind in BY_TYPE else "x"


def fill(superuser: str) -> tuple[set[str], dict[str, str]]:
    """A row in every table that takes one: which did, and why the others did not."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    filled, refused = set[str](), dict[str, str]()
    with closing(psycopg2.connect(superuser)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("set session_replication_role = replica")
        cursor.execute(COLUMNS)
        for table, *column in cursor.fetchall():
            tables.setdefault(table, []).append(tuple(column))
        for table, columns in tables.items():
            if table in NOT_FILLED:
                continue
            for everything in (False, True):
                chosen = [c for c in columns if everything or not c[3] or (table, c[0]) in CODES]
                names = ", ".join(f'"{name}"' for name, *_ in chosen)
                values = [value(table, name, kind, length) for name, kind, length, *_ in chosen]
                marks = ", ".join(["%s"] * len(values))
                try:
                    cursor.execute(f"insert into {table} ({names}) overriding system value values ({marks})", values)
                except psycopg2.Error as fault:
                    refused[table] = str(fault).splitlines()[0]
                else:
                    filled.add(table)
                    refused.pop(table, None)
                    break
        # The next number of every table comes after the one that was given.
        cursor.execute(
            "select setval(format('%I.%I', schemaname, sequencename)::regclass, 1)"
            " from pg_sequences where schemaname = 'public' and last_value is null"
        )
    return filled, refused


def main() -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    MigrationExecutor(connection).migrate(EARLY)
    connection.close()
    filled, refused = fill(os.environ["SUPERUSER_URL"])
    said = [f"filled {len(filled)} tables", *(f"not filled: {table}: {why}" for table, why in sorted(refused.items()))]
    call_command("migrate", verbosity=0, interactive=False)
    sys.stdout.write("\n".join([*said, "migrated\n"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
