"""One entry with the rows that were corrected since, for pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
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
    """`now` is its latest row, `before` those struck out, the latest first."""

    now: Row
    before: tuple[Struck[Row], ...] = ()

    @property
    def is_standing(self) -> bool:
        return not self.now.is_retracted


def entries(rows: Iterable[Row], words: Callable[[Row], str]) -> list[Entry[Row]]:
    """Put the rows of one kind together, each entry in the place of its first row.

    `rows` are all versions, with `recorded_by` at hand; a version that is not among them is not shown.
    """
    found = list(rows)
    replaced = {row.replaces_id for row in found}
    by_key: dict[UUID | None, Row] = {row.pk: row for row in found}
    place = {row.pk: number for number, row in enumerate(found)}
    made: list[tuple[int, Entry[Row]]] = []
    for row in found:
        if row.pk in replaced:
            continue
        before, later, first = [], row, row
        while earlier := by_key.get(later.replaces_id):
            before.append(_struck(earlier, later, words))
            later = first = earlier
        made.append((place[first.pk], Entry(row, tuple(before))))
    return [entry for _place, entry in sorted(made, key=lambda pair: pair[0])]


def _struck(row: Row, later: Row, words: Callable[[Row], str]) -> Struck[Row]:
    return Struck(row, words(row), later.recorded_by, later.recorded_at, later.correction_reason, later.is_retracted)


def newest_of(row: Row, *, lock: bool = False) -> Row:
    """The latest version of the entry that this row belongs to. With `lock`, nobody else corrects it meanwhile."""
    rows = type(row)._base_manager.all()
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.get(pk=row.pk)
    while later := rows.filter(replaces=found).first():
        found = later
    return found
