"""Rows by their keyed tokens. What is found is limited by the wall and the path before a text is opened."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, UUIDField, Value

ALL = 1_000


def with_tokens(rows: Any, column: str, words: Collection[Collection[int]], *, least: int = ALL) -> Any:
    """Those of `rows` (already `visible_to` somebody) that share a token with at least `least` words: 1, 2 or all.

    The function steps around the wall to use an index that row-level security would forbid (access/sql/finding.sql);
    its ids only narrow a query that stays behind the wall.
    """
    groups = ["{" + ",".join(str(token) for token in word) + "}" for word in words]
    found: Any = Func(
        Value(rows.model._meta.db_table), Value(column), groups, Value(min(least, len(groups))),
        function="carisecure.rows_with_tokens", template="(select %(function)s(%(expressions)s))",
        output_field=UUIDField(),
    )  # fmt: skip
    return rows.filter(pk__in=found)


def shared(column: str, words: Collection[Collection[int]]) -> Func:
    """How many of the tokens a row has: the best ones are opened first."""
    every = sorted({token for word in words for token in word})
    tokens = Value(every, output_field=ArrayField(BigIntegerField()))
    return Func(F(column), tokens, function="carisecure.shared_tokens", output_field=BigIntegerField())
