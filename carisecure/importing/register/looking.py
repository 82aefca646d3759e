"""A first look into a book: its sheets, titles, heads, and what stands in each column, the most frequent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carisecure.importing import sheet, survey
from carisecure.importing.cells import Unreadable
from carisecure.importing.refused import FileRefused
from carisecure.importing.register.suggesting import Looked, Names
from carisecure.importing.register.tables import Opened, Table
from carisecure.importing.survey import MOST_SURVEYED, Surveyed, Tick

MOST_MERGED = 60_000
MOST_DIFFERENT = 2_000  # values of a column that are counted
MOST_KEPT = 120  # and kept
LONGEST = 80
MOST_TITLES = 5


@dataclass
class SheetLook:
    """One sheet. `values`: by column, what stands in it and how often, MOST_KEPT at most; `more`: by column, how many
    other values there are; `blanks`: how many cells are empty; `left_out`: rows that are none of the table, by why.
    """

    surveyed: Surveyed
    titles: tuple[str, ...] = ()
    rows: int = 0
    values: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    more: dict[str, int] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    is_hidden: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "surveyed": self.surveyed.as_json(), "titles": list(self.titles), "rows": self.rows, "values": self.values,
            "more": self.more, "blanks": self.blanks, "left_out": self.left_out, "is_hidden": self.is_hidden,
        }  # fmt: skip

    @property
    def looked(self) -> Looked:
        samples = {column: [value for value, _times in found] for column, found in self.values.items()}
        return Looked(self.surveyed, self.titles, samples)


def from_json(content: Mapping[str, Any]) -> SheetLook:
    values = {column: [(value, times) for value, times in found] for column, found in content["values"].items()}
    return SheetLook(
        survey.from_json(content["surveyed"]), tuple(content["titles"]), content["rows"], values, content["more"],
        content["blanks"], content["left_out"], content["is_hidden"],
    )  # fmt: skip


def look(
    path: sheet.Readable, encoding: str, names: Names, tick: Tick, head_rows: Mapping[str, int] | None = None
) -> list[SheetLook]:
    """Every sheet in which something stands. `head_rows`: by sheet, where somebody has said it. Raises FileRefused."""
    found = []
    for leaf in sheet.leaves(path, encoding)[:MOST_SURVEYED]:
        said = (head_rows or {}).get(leaf.name, 0)
        surveyed = survey.survey(path, encoding, leaf, names, tick, said, most_merged=MOST_MERGED)
        if surveyed.row_count:
            one = SheetLook(surveyed, is_hidden=leaf.is_hidden)
            _look_at(path, encoding, one, tick)
            found.append(one)
    if not found:
        raise FileRefused("no_rows")
    return found


def _look_at(path: sheet.Readable, encoding: str, one: SheetLook, tick: Tick) -> None:
    one.titles = _titles(path, encoding, one.surveyed)
    table = Table(path, encoding, one.surveyed, Opened())
    seen: list[dict[str, int]] = [{} for _column in table.columns]
    one.blanks = dict.fromkeys(table.columns, 0)
    for row in table.rows():
        for column, counts, cell in zip(table.columns, seen, row.cells, strict=True):
            value = cell[:LONGEST]
            one.blanks[column] += not value
            if value and not isinstance(cell, Unreadable) and (value in counts or len(counts) < MOST_DIFFERENT):
                counts[value] = counts.get(value, 0) + 1
        if table.count % survey.EVERY == 0:
            tick(table.count)
    one.rows = table.count
    one.left_out = dict(table.left_out.counts)
    for column, counts in zip(table.columns, seen, strict=True):
        top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        one.values[column] = top[:MOST_KEPT]
        one.more[column] = len(top[MOST_KEPT:])


def _titles(path: sheet.Readable, encoding: str, surveyed: Surveyed) -> tuple[str, ...]:
    found: list[str] = []
    for line in sheet.lines(path, encoding, surveyed.number):
        if line.number >= surveyed.head_row or len(found) >= MOST_TITLES:
            break
        found += [cell.strip()[:LONGEST] for cell in line.cells if cell.strip()]
    return tuple(found[:MOST_TITLES])
