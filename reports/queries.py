"""What the pages about imports and collections show."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef

from carisecure.access.fields import load_keys
from carisecure.access.policy import may
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind
from carisecure.jobs.models import Job
from carisecure.jobs.queries import JobView, own_job
from reports.importing.fields import FIELDS, Kind, Text
from reports.importing.layout import Layout, from_json, ready_layouts
from reports.importing.rows import FAULTS
from reports.models import Collection, ImportBatch, ImportMapping, ReferenceRecord
from reports.models.batch import BatchState

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def layouts_for(viewer: User) -> dict[str, Layout]:
    """The mappings this person may choose: those that ship ("ready:...") and their agency's ("saved:<id>").

    2 queries.
    """
    saved = list(ImportMapping.objects.visible_to(viewer, "reports.import"))
    load_keys(saved)
    return {f"ready:{key}": layout for key, layout in ready_layouts().items()} | {
        f"saved:{row.pk}": from_json(row.content) for row in saved
    }


def collections_for(viewer: User) -> list[Collection]:
    return list(Collection.objects.visible_to(viewer, "reports.view_collection"))


def collections_to_count(viewer: User) -> list[Collection]:
    """Those with records in them: an import that was refused or undone leaves an empty one behind. 1 query."""
    held = ImportBatch.objects.filter(collection=OuterRef("pk"), state=BatchState.COMMITTED)
    return list(Collection.objects.visible_to(viewer, "reports.view_collection").filter(Exists(held)))


def years_of(collection: Collection) -> tuple[int | None, int | None]:
    """The first and the last year of its records; None twice where it has none. 1 query, over the index of years."""
    found = ReferenceRecord.objects.of_collection(collection).aggregate(first=Min("year"), last=Max("year"))
    return found["first"], found["last"]


def units_for(viewer: User) -> list[Agency]:
    """The units whose cases this analyst counts: those of their own country."""
    if not may(viewer, "reports.run_figures"):
        return []
    return list(Agency.objects.filter(kind=AgencyKind.UNIT, is_active=True, country=viewer.agency.country))


@dataclass(frozen=True)
class ColumnShown:
    """One column of the sheet as the mapping page shows it."""

    name: str
    examples: list[str]
    field: str
    label: Text
    values: list[tuple[str, str]] = dataclasses.field(default_factory=list)


def columns_shown(batch: ImportBatch) -> list[ColumnShown]:
    """Every column of the sheet in its order, with the field it is read into ("" where it is left out)."""
    chosen = {c["column"]: c for c in batch.mapping.get("columns", [])}
    samples = batch.samples
    shown = []
    for name in batch.header:
        column = chosen.get(name)
        code = column["field"] if column else ""
        label = FIELDS[code].label if code else ""
        meant = _meanings(code, column["values"], column["unknown"]) if column else []
        shown.append(ColumnShown(name, samples.get(name, [])[:4], code, label, meant))
    return shown


def _meanings(code: str, values: dict[str, str], unknown: list[str]) -> list[tuple[str, str]]:
    ours = FIELDS[code]
    names = ours.choices() if ours.kind is not Kind.COUNTRY else {}
    order = {code: number for number, code in enumerate(names)}
    meant = sorted(values.items(), key=lambda pair: (order.get(pair[1], 0), pair[0]))
    return [(value, str(names.get(meaning, meaning))) for value, meaning in meant] + [(u, "") for u in unknown]


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
