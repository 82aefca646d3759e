"""Rows by their keyed tokens. What is found is limited by the wall and the path before a text is opened."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, F, Func, Value

from carisecure.access import path

if TYPE_CHECKING:
    from carisecure.accounts.models import User

ALL = 1_000
# Asked for along with what was found: where nothing was found, Django would skip the query, and the time and number of
# queries would tell that hidden rows answer.
NOBODY = uuid.UUID(int=0)


def with_tokens(rows: Any, column: str, words: Collection[Collection[int]], *, least: int = ALL) -> Any:
    """Those of `rows` (already `visible_to` somebody) that share a token with at least `least` words: 1, 2 or all.

    Two steps: a function steps around the wall to use an index that row-level security would forbid, and gives ids
    alone (access/sql/finding.sql); the ids then narrow a query that stays behind the wall. As one statement the planner
    cannot know how few the ids are and walks everything that the viewer may see.
    """
    groups = literals(words)
    table = rows.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct carisecure.rows_with_tokens(%s, %s, %s, %s)",
            [table, column, groups, min(least, len(groups))],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return rows.filter(pk__in=[*ids, NOBODY])


def newest_with_tokens(
    rows: Any, viewer: User, moment: str, words: Collection[Collection[int]], most: int
) -> list[Any]:
    """Ids of the newest rows that have a token of every word: at most so many, of those that this person may see by
    their grants. They narrow a query of `rows` (`visible_to` them), which stays behind the wall: a text is opened of
    that alone.

    `rows`: of a model with its own anchor and `stem_tokens`. `moment`: the column of the order.
    """
    model = rows.model
    wall, anchor = model.wall, path.anchor_model(model)
    if not wall.anchor or wall.parties or wall.keeper:
        raise TypeError(f"{model.__name__} hangs on more than its anchor's grants")
    column = "id" if wall.anchor == "id" else f"{wall.anchor}_id"
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.newest_with_tokens(%s, %s, %s, %s, %s, %s, %s, %s)",
            [model._meta.db_table, literals(words), moment, column, path.grant_model(anchor)._meta.db_table,
             path.number_of(anchor, viewer, wall.reading), viewer.active_groups(), most],
        )  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


def together(words: Collection[Collection[int]], people: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The further names of these people, and of those who answer only by two of their names together: (id, how many
    words it shares). Ids alone, as above: what opens them narrows rows that are `visible_to` somebody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, max(shared) from carisecure.names_together(%s, %s::uuid[]) group by id",
            [literals(words), list(map(str, people))],
        )
        return dict(cursor.fetchall())


def literals(words: Collection[Collection[int]]) -> list[str]:
    """Tokens of words as PostgreSQL's functions take them: an array of bigint for each word."""
    return ["{" + ",".join(str(token) for token in word) + "}" for word in words]


def shared(column: str, words: Collection[Collection[int]]) -> Func:
    """How many of the tokens a row has: the best ones are opened first."""
    every = sorted({token for word in words for token in word})
    tokens = Value(every, output_field=ArrayField(BigIntegerField()))
    return Func(F(column), tokens, function="carisecure.shared_tokens", output_field=BigIntegerField())
