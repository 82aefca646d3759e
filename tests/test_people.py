"""The people of the tests are written in bulk: they must be what the operations make."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection, transaction

from carisecure.accounts.models import Agency
from carisecure.accounts.operations import make_agency, make_user
from tests.people import AGENCIES, PEOPLE, make_people
from tests.roles import as_system

pytestmark = pytest.mark.django_db

# What is another one each time: keys, moments, and the text that stands where no password is.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DIFFERENT = {"id", "xid", "at", "added_at", "backend", "request"}


def by_the_operations() -> None:
    with as_system():
        agencies = {
            code: Agency.objects.filter(code=code).first() or make_agency(code=code, name=name, kind=kind, country="TT")
            for code, (name, kind) in AGENCIES.items()
        }
        for key, (name, role, agency) in PEOPLE.items():
            make_user(username=key, full_name=name, role=role, agency=agencies[agency])


def written(make: Any) -> dict[str, list[str]]:
    """Every row that this has written, by table, without what differs each time; then it is undone."""
    with transaction.atomic(), as_system():
        with connection.cursor() as cursor:
            before = _rows(cursor)
            make()
            after = _rows(cursor)
        transaction.set_rollback(True)
    return {table: sorted(_same(row) for row in rows - before[table]) for table, rows in after.items()}


def _rows(cursor: Any) -> dict[str, set[str]]:
    tables = connection.introspection.table_names(cursor)
    found = {}
    for table in tables:
        cursor.execute(f"select to_jsonb(t)::text from {table} t")
        found[table] = {row for (row,) in cursor.fetchall()}
    return found


def _same(row: str) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in DIFFERENT and not k.endswith("_id")}
        return "a password" if isinstance(value, str) and value.startswith("!") else value

    return ID.sub("(id)", json.dumps(plain(json.loads(row)), sort_keys=True))


def test_they_are_what_the_operations_make() -> None:
    bulk, single = written(make_people), written(by_the_operations)
    assert bulk == single
