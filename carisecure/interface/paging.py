"""Pages by key: "older" and "newer" instead of numbers, so that the last page costs what the first one does.

The address carries the id of the row at the edge and nothing of what the row says. Counting stops at 1,000.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from carisecure.access import path
from carisecure.access.together import counts

COUNT_CAP = 1_000
ENOUGH = 2 * COUNT_CAP  # grants; two groups of a viewer may hold the same row
_SIDES = ("after", "before")


@dataclass(frozen=True)
class Order:
    """A sort order: one field, its direction, and whether it may be null. The key breaks ties."""

    field: str
    descending: bool = False
    nullable: bool = False

    def by(self, *, reverse: bool = False) -> list[OrderBy]:
        down = self.descending != reverse
        # Rows without a value come last in both directions, so they come first when reading backwards.
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if reverse else {"nulls_last": True}
        return [
            F(self.field).desc(**nulls) if down else F(self.field).asc(**nulls),
            F("pk").desc() if down else F("pk").asc(),
        ]

    def beyond(self, value: Any, pk: Any, *, backwards: bool) -> Q:
        """The rows behind the row with this value and key (before it, when `backwards`)."""
        sign = "lt" if self.descending != backwards else "gt"
        tie = Q(**{f"pk__{sign}": pk})
        if value is None:
            among_nulls = Q(**{f"{self.field}__isnull": True}) & tie
            return (among_nulls | Q(**{f"{self.field}__isnull": False})) if backwards else among_nulls
        # Written as "<= and (< or ...)" because PostgreSQL can use an index for the first half.
        edge = Q(**{f"{self.field}__{sign}e": value}) & (Q(**{f"{self.field}__{sign}": value}) | tie)
        if self.nullable and not backwards:
            return edge | Q(**{f"{self.field}__isnull": True})
        return edge


@dataclass(frozen=True)
class Slice:
    """One page of rows, and the keys that lead on ("" where there is nothing more)."""

    rows: Sequence[Any]
    after: str = ""
    before: str = ""


def place_names(part: str = "") -> tuple[str, ...]:
    """What a place is called in the address: `?after=<id>`; where a page has several lists, `?sent-after=<id>`."""
    return tuple(f"{part}-{side}" if part else side for side in _SIDES)


@dataclass(frozen=True)
class Place:
    """Where a list begins: behind the row with the key `after`, or in front of `before`."""

    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, query: QueryDict, part: str = "") -> Place:
        return cls(*(query.get(name, "") for name in place_names(part)))


FIRST = Place()


@dataclass(frozen=True)
class Pager:
    """The addresses of the newer and the older rows of one list; "" where there are none."""

    newer_url: str
    older_url: str

    @classmethod
    def of(cls, query: QueryDict, page: Slice, part: str = "") -> Pager:
        after, before = place_names(part)
        return cls(
            address(query, part, **{before: page.before}) if page.before else "",
            address(query, part, **{after: page.after}) if page.after else "",
        )


def address(query: QueryDict, part: str = "", **changes: str) -> str:
    """The same page, its list from the first row on unless `changes` say otherwise; other lists of it stay."""
    changed = query.copy()
    for name in place_names(part):
        changed.pop(name, None)
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def read_page(
    rows: QuerySet[Any],
    order: Order,
    *,
    size: int,
    place: Place = FIRST,
    edges: QuerySet[Any] | None = None,
) -> Slice:
    """At most `size` rows behind the place or in front of it; the first page when its key leads nowhere.

    `edges`: where the row of the key is looked up (the same rows without filters), so that a row whose state has
    changed meanwhile still marks its place.
    """
    backwards = bool(place.before)
    edge = _edge(edges if edges is not None else rows, order, place.before or place.after)
    if edge is None:
        backwards = False
    else:
        rows = rows.filter(order.beyond(*edge, backwards=backwards))
    found: list[Model] = list(rows.order_by(*order.by(reverse=backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([])
    has_newer = more if backwards else edge is not None
    has_older = True if backwards else more
    return Slice(found, str(found[-1].pk) if has_older else "", str(found[0].pk) if has_newer else "")


def capped_count(rows: QuerySet[Any], *, is_filtered: bool = False) -> tuple[int, bool]:
    """How many rows there are, counted to 1,000, and whether there are more.

    In no order: it stops at the first thousand it meets, whoever asks. In the order of the page it was 2 ms better
    for somebody who sees everything and 700 ms worse for somebody who sees 20,000 of a million. Where a viewer holds
    many grants, the first 2,000 nearly always lead to more than 1,000 rows, and no other is read; behind a filter they
    seldom do, and its index is the shorter way.
    """
    asked = rows.order_by().values("pk")
    if not is_filtered and (first := path.among_first(asked, ENOUGH)) is not None:
        few, grants = first
        count, held = counts(few[: COUNT_CAP + 1], grants)
        if count > COUNT_CAP or held < ENOUGH:
            return min(count, COUNT_CAP), count > COUNT_CAP
    count = asked[: COUNT_CAP + 1].count()
    return min(count, COUNT_CAP), count > COUNT_CAP


def _edge(rows: QuerySet[Any], order: Order, key: str) -> tuple[Any, Any] | None:
    """The row's value in the sort column, and its key."""
    try:
        pk: Any = int(key) if key.isdecimal() and len(key) < 20 else uuid.UUID(key)
    except ValueError:
        return None
    found: tuple[Any, Any] | None = rows.filter(pk=pk).values_list(order.field, "pk").first()
    return found
