"""What the pages about imports and collections show."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from carisecure.countries.names import country_name, country_of
from carisecure.importing.answers import SEPARATORS, split
from carisecure.importing.fields import Kind, Text
from carisecure.importing.models import BatchState
from carisecure.importing.rows import FAULTS, normal
from carisecure.jobs.models import Job
from carisecure.jobs.queries import JobView, own_job
from reports.importing.fields import FIELDS
from reports.importing.models import ImportBatch
from reports.importing.reference import ColumnMap
from reports.record.models import Collection

if TYPE_CHECKING:
    from carisecure.accounts.models import User


MEANINGS_SHOWN = 12


def collections_to_count(viewer: User) -> list[Collection]:
    """Those with records in them: an import that was refused or undone leaves an empty one behind. 1 query."""
    held = ImportBatch.objects.filter(collection=OuterRef("pk"), state=BatchState.COMMITTED)
    return list(Collection.objects.visible_to(viewer, "reports.view_collection").filter(Exists(held)))


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


def columns_shown(batch: ImportBatch) -> list[ColumnShown]:
    """Every column of the sheet in its order, with the field it is read into ("" where it is left out)."""
    chosen = {c["column"]: c for c in batch.mapping.get("columns", [])}
    samples = batch.samples
    shown = []
    for name in batch.columns:
        column = chosen.get(name)
        code = column["field"] if column else ""
        label = FIELDS[code].label if code else ""
        meant = _meanings(code, column["values"], column["unknown"]) if column else []
        meant, more = _standing(meant, samples.get(name, []), column)
        divided: Text = ""
        if column:
            mapped = ColumnMap.from_json(column)
            meant += _taken_for(mapped, samples.get(name, []))
            divided = SEPARATORS[mapped.divided_by] if mapped.to.takes_values and mapped.divided_by else ""
        shown.append(ColumnShown(name, samples.get(name, [])[:4], code, label, meant, more, divided))
    return shown


def _standing(
    meant: list[tuple[str, str]], samples: list[str], column: dict[str, Any] | None
) -> tuple[list[tuple[str, str]], int]:
    """Of a long list only what stands in the sheet, and how many are left."""
    if column is None or not samples or len(meant) <= MEANINGS_SHOWN:
        return meant, 0
    divided = ColumnMap.from_json(column).divided_by
    there = {normal(part) for value in samples for part in (value, *split(value, divided))}
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


def _meanings(code: str, values: dict[str, str], unknown: list[str]) -> list[tuple[str, str]]:
    ours = FIELDS[code]
    names = ours.choices() if ours.kind is not Kind.COUNTRY else {c: country_name(c) for c in {*values.values()}}
    order = {code: number for number, code in enumerate(names)}
    meant = sorted(values.items(), key=lambda pair: (order.get(pair[1], 0), pair[0]))
    return [(value, str(names.get(meaning, meaning))) for value, meaning in meant] + [(u, "") for u in unknown]


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


def opening_shown(batch: ImportBatch) -> OpeningShown:
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
class SameRows:
    """A batch with the same rows. `may_go_in`: it is another file, so somebody may want them once more."""

    batch: ImportBatch
    may_go_in: bool


def same_rows(viewer: User, batch: ImportBatch) -> SameRows | None:
    """A batch that is in a collection and has the same rows, while there is still a choice. 1 query."""
    if batch.state not in (BatchState.CHECKED, BatchState.FAULTY):
        return None
    found = ImportBatch.objects.visible_to(viewer, "reports.import").with_rows_of(batch)
    same: ImportBatch | None = found.select_related("collection").order_by("-committed_at").first()
    return SameRows(same, may_go_in=not batch.is_same_file(same)) if same else None


@dataclass(frozen=True)
class FaultShown:
    row: int
    column: str
    value: str
    message: str


def faults_shown(batch: ImportBatch) -> list[FaultShown]:
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


def job_shown(viewer: User, job_id: UUID | None) -> JobView | None:
    """The work on something, where this viewer asked for it; a colleague's job is theirs alone."""
    if job_id is None or not Job.objects.of(viewer).filter(pk=job_id).exists():
        return None
    return own_job(viewer, job_id)
