"""How many rows PostgreSQL reads for a page: of the plans as they run, not as they are estimated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from tests.roles import as_system

SETTINGS = "select unnest(setconfig) from pg_db_role_setting where setrole = 'carisecure_app'::regrole"


def as_signed_in() -> None:
    """Plan as a session of the application does: a role that is put on brings none of its settings along."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        for (setting,) in cursor.fetchall():
            name, value = setting.split("=", 1)
            if name.startswith(("jit", "random_", "synchronize_")):
                cursor.execute("select set_config(%s, %s, true)", [name, value])


def rows_read(table: str, work: Callable[[], Any]) -> tuple[int, int]:
    """The most that one question about this table reads, and the most that a count of it reads."""
    pages, counts = [0], [0]

    def plan(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("(").lower().startswith("select") and f'"{table}"' in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"explain (analyze, timing off, format json) {sql}", params)
                (found,) = cursor.fetchone()
            is_count = "count(*)" in sql.lower().split(" from ", 1)[0]
            (counts if is_count else pages).append(_read(found if isinstance(found, list) else json.loads(found)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(plan):
        work()
    return max(pages), max(counts)


def _read(plans: list[dict[str, Any]]) -> int:
    total: float = sum(
        node.get("Actual Loops", 0)
        * (
            node.get("Actual Rows", 0)
            + node.get("Rows Removed by Filter", 0)
            + node.get("Rows Removed by Index Recheck", 0)
        )
        for plan in plans
        for node in _nodes(plan["Plan"])
        if "Relation Name" in node
    )
    return round(total)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
