"""Several lists of one page, read by one query.

Each list is the query that it would be alone, with its own path, its own wall and its own limit; only the way to the
database is shared. A page costs the same number of queries whatever rooms add to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from carisecure.access.fields import load_keys
from carisecure.access.kept import KeptRows

PLACE = "place_in_its_list"
Fill = Callable[[Sequence[Sequence[Any]]], None]


def read(*lists: QuerySet[Any] | KeptRows[Any]) -> None:
    """Fill these lists as if each had been read alone: one query, one more for keys that the process does not hold yet,
    and one for each `prefetch_related` that has rows.
    """
    waiting: list[tuple[Fill, str, Sequence[Any]]] = []
    for rows in lists:
        if rows._result_cache is not None:
            continue
        fill, asked = _worded(rows)
        if asked is None:
            fill([])
        else:
            waiting.append((fill, *asked))
    parts = _rows_of([(sql, params) for _fill, sql, params in waiting])
    for (fill, _sql, _params), found in zip(waiting, parts, strict=True):
        fill(found)
    load_keys(row for rows in lists for row in rows._result_cache or () if isinstance(row, Model))
    for rows in lists:
        len(rows)  # what each list reads beside itself


def counts(*lists: QuerySet[Any]) -> list[int]:
    """How many rows each of these lists has, each up to its own limit: one query."""
    found, waiting = [0] * len(lists), []
    for place, rows in enumerate(lists):
        try:
            waiting.append((place, *rows.query.get_compiler(rows.db).as_sql()))
        except EmptyResultSet:
            continue
    if waiting:
        # Django's own, no values
        counted = ", ".join(f"(select count(*) from ({sql}) q{n})" for n, sql, _params in waiting)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"select {counted}", [value for _place, _sql, params in waiting for value in params])
            row = cursor.fetchone()
        for (place, _sql, _params), count in zip(waiting, row, strict=True):
            found[place] = count
    return found


def _worded(rows: QuerySet[Any] | KeptRows[Any]) -> tuple[Fill, tuple[str, Sequence[Any]] | None]:
    """What takes the rows of the list, and what to ask for them; nothing where there can be none."""
    if isinstance(rows, KeptRows):
        return rows.fill, rows.worded_with_values()
    compiler = rows.query.get_compiler(rows.db)
    try:
        asked: tuple[str, Sequence[Any]] | None = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        asked = None
    return lambda found: _fill(rows, compiler, found), asked


def _rows_of(parts: Sequence[tuple[str, Sequence[Any]]]) -> list[list[Sequence[Any]]]:
    """A row belongs to one list and is null in the columns of the others; the first column of each is its place."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_joined([sql for sql, _params in parts]), [value for _sql, params in parts for value in params])
        names = [column[0] for column in cursor.description]
        found = cursor.fetchall()
    begins = [at for at, name in enumerate(names) if name == PLACE]
    return [_own(found, at, end) for at, end in zip(begins, [*begins[1:], len(names)], strict=True)]


def _joined(queries: Sequence[str]) -> str:
    """On nothing: PostgreSQL hands over one list after the other and compares no row with another."""
    numbered = (
        f"(select row_number() over () as {PLACE}, p.* from ({sql}) p) q{n}"  # noqa: S608  # Django's own, no values
        for n, sql in enumerate(queries)
    )
    joined = " full join ".join(f"{part} on false" if n else part for n, part in enumerate(numbered))
    return f"select * from {joined}"  # noqa: S608  # likewise


def _own(found: Sequence[Sequence[Any]], at: int, end: int) -> list[Sequence[Any]]:
    own = sorted((row for row in found if row[at] is not None), key=lambda row: int(row[at]))
    return [row[at + 1 : end] for row in own]


def _fill(rows: QuerySet[Any], compiler: SQLCompiler, found: Iterable[Sequence[Any]]) -> None:
    """Let Django make its objects out of these rows, in the way that the list asks for."""
    width = len(compiler.select)  # behind them, what a list is only sorted by
    compiler.execute_sql = lambda *args, **kwargs: [[row[:width] for row in found]]  # type: ignore[assignment,method-assign]
    rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
    try:
        rows._result_cache = list(rows._iterable_class(rows))  # type: ignore[call-overload]
    finally:
        del rows.query.get_compiler
