"""One entry with the rows that were corrected since, for pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from carisecure.corrections.models import Corrected

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Row = TypeVar("Row", bound=Corrected)


@dataclass(frozen=True)
class Struck(Generic[Row]):
    """A row that stands no more: `words` as a page shows it, and the correction (by whom, when, why)."""

    row: Row
    words: str
    corrected_by: User
    corrected_at: datetime
    reason: str
    did_not_happen: bool


@dataclass(frozen=True)
class Entry(Generic[Row]):
    """`now` is its latest row, `before` those struck out by a correction, the latest first.

    A row that something happened to (`operations.follow_up`) is not struck out: the later one tells it all.
    """

    now: Row
    before: tuple[Struck[Row], ...] = ()

    @property
    def first(self) -> Row:
        """The row with which it began, as far as it is here."""
        return self.before[-1].row if self.before else self.now

    @property
    def is_standing(self) -> bool:
        return not self.now.is_retracted


def entries(rows: Iterable[Row], words: Callable[[Row], str]) -> list[Entry[Row]]:
    """Put the rows of one kind together, each entry in the place of the first of its rows that is met.

    `rows` are all versions, with `recorded_by` at hand; a version that is not among them is not shown.
    """
    together: dict[UUID, list[Row]] = {}
    for row in rows:
        together.setdefault(row.entry_key, []).append(row)
    return [_entry(sorted(versions, key=lambda row: row.version), words) for versions in together.values()]


def _entry(versions: list[Row], words: Callable[[Row], str]) -> Entry[Row]:
    struck = [_struck(row, later, words) for row, later in pairwise(versions) if later.correction_reason]
    return Entry(versions[-1], tuple(struck[::-1]))


def _struck(row: Row, later: Row, words: Callable[[Row], str]) -> Struck[Row]:
    return Struck(row, words(row), later.recorded_by, later.recorded_at, later.correction_reason, later.is_retracted)


def newest_of(row: Row, *, lock: bool = False) -> Row:
    """The latest version of the entry that this row belongs to. With `lock`, nobody else corrects it meanwhile."""
    rows = type(row)._base_manager.filter(entry_key=row.entry_key)
    if lock:  # the first row stands for the entry: who waits for it sees, in a question of its own, what came meanwhile
        rows.select_for_update(of=("self",)).get(pk=row.entry_key)
    return rows.order_by("-version")[:1].get()
