"""Queries as production counts them: a test's savepoints stand in for BEGIN and COMMIT."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, address: str, *, method: str = "get", data: Any = None) -> tuple[Any, list[str]]:
    """The answer, and the statements that it took."""
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(address, data)
    kept = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    return response, kept
