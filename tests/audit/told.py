"""The lines of reading that something leaves in the log."""

from __future__ import annotations

from django.db import connection

from tests.roles import as_system


def last_line() -> int:
    """The newest line's number, to ask afterwards what came since."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from audit_entry")
        return int(cursor.fetchone()[0])


def read_since(last: int) -> list[tuple[str, str, str]]:
    """Table, row and page of each line of reading."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select table_name, object_id, coalesce(detail->>'page', '') from audit_entry"
            " where id > %s and action in ('read', 'export') order by id",
            [last],
        )
        return list(cursor.fetchall())
