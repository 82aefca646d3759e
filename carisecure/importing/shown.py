"""What the pages about an import show."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from carisecure.countries.names import country_name, country_of
from carisecure.importing import targets
from carisecure.importing.answers import SEPARATORS, split
from carisecure.importing.fields import Kind, Text
from carisecure.importing.layout import ColumnMap
from carisecure.importing.models import Batch
from carisecure.importing.rows import FAULTS, normal

MEANINGS_SHOWN = 12


@dataclass(frozen=True)
class ColumnShown:
    """One column of the sheet as the mapping page shows it."""

    name: str
    examples: list[str]
    field: str
    label: Text
    values: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    more: int = 0  # values that the mapping explains and that stand in none of the first rows
    divided: Text = ""


def columns_shown(batch: Batch) -> list[ColumnShown]:
    """Every column of the sheet in its order, with the field it is read into ("" where it is left out)."""
    maps = targets.of(batch).layout.maps
    chosen = {c["column"]: maps.from_json(c) for c in batch.mapping.get("columns", [])}
    samples = batch.samples
    return [_column_shown(name, chosen.get(name), samples.get(name, [])) for name in batch.columns]


def _column_shown(name: str, column: ColumnMap | None, samples: list[str]) -> ColumnShown:
    if column is None:
        return ColumnShown(name, samples[:4], "", "")
    meant, more = _standing(_meanings(column), samples, column)
    divided = SEPARATORS[column.divided_by] if column.to.takes_values and column.divided_by else ""
    meant += _taken_for(column, samples)
    return ColumnShown(name, samples[:4], column.field, column.to.label, meant, more, divided)


def _standing(meant: list[tuple[str, str]], samples: list[str], column: ColumnMap) -> tuple[list[tuple[str, str]], int]:
    """Of a long list only what stands in the sheet, and how many are left."""
    if not samples or len(meant) <= MEANINGS_SHOWN:
        return meant, 0
    there = {normal(part) for value in samples for part in (value, *split(value, column.divided_by))}
    shown = [pair for pair in meant if normal(pair[0]) in there]
    return shown, len(meant) - len(shown)


def _taken_for(column: ColumnMap, samples: list[str]) -> list[tuple[str, str]]:
    """Which countries the values are taken for that nobody has explained: by their names and codes."""
    if column.to.kind is not Kind.COUNTRY:
        return []
    said = {normal(value) for value in (*column.values, *column.unknown)}
    parts = {part for value in samples for part in split(value, column.divided_by) if normal(part) not in said}
    found = ((part, country_of(part)) for part in sorted(parts))
    return [(part, country_name(code)) for part, code in found if code]


def _meanings(column: ColumnMap) -> list[tuple[str, str]]:
    ours, values = column.to, column.values
    names = ours.choices() if ours.kind is not Kind.COUNTRY else {c: country_name(c) for c in {*values.values()}}
    order = {code: number for number, code in enumerate(names)}
    meant = sorted(values.items(), key=lambda pair: (order.get(pair[1], 0), pair[0]))
    return [(value, str(names.get(meaning, meaning))) for value, meaning in meant] + [(u, "") for u in column.unknown]


@dataclass(frozen=True)
class OpeningShown:
    """How a file is opened, in words. `sheet`: its name, empty for a CSV. `head_row` 0: nobody has looked yet."""

    sheet: str
    head_row: int
    rows_left_out: int
    counter_rows: int
    columns_left_out: list[str]
    hidden_sheets: list[str]
    missing: list[str]
    is_choice: bool
    is_filtered: bool


def opening_shown(batch: Batch) -> OpeningShown:
    opening = batch.opening
    chosen = opening.chosen
    return OpeningShown(
        sheet=chosen.name if chosen else "",
        head_row=chosen.head_row if chosen else 0,
        rows_left_out=opening.rows_left_out,
        counter_rows=opening.left_out,
        columns_left_out=chosen.column_names() if chosen and opening.columns_left_out else [],
        hidden_sheets=opening.hidden_sheets,
        missing=opening.missing,
        is_choice=bool(opening.sheets),
        is_filtered=bool(chosen and chosen.is_filtered),
    )


@dataclass(frozen=True)
class FaultShown:
    row: int
    column: str
    value: str
    message: str


def faults_shown(batch: Batch) -> list[FaultShown]:
    """At most 1,000, in the order of the rows."""
    return [FaultShown(f["row"], f["column"], f["value"], str(FAULTS[f["code"]])) for f in batch.faults]


@dataclass(frozen=True)
class FaultGroup:
    """The same fault with the same value, however often it is listed."""

    column: str
    value: str
    message: str
    count: int
    first_row: int


def fault_groups(faults: list[FaultShown]) -> list[FaultGroup]:
    """The most frequent first, fifty at most: what to mend to get rid of most."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for fault in faults:
        rows.setdefault((fault.column, fault.value, fault.message), []).append(fault.row)
    groups = [FaultGroup(*key, len(numbers), numbers[0]) for key, numbers in rows.items()]
    return sorted(groups, key=lambda group: -group.count)[:50]
