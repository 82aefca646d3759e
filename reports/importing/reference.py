"""What can be imported here: published records of people, into a reference collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from carisecure.importing import layout as layouts
from carisecure.importing.targets import Target
from carisecure.jobs.errors import JobRefused
from reports.importing.fields import FIELDS
from reports.importing.models import ImportBatch, ImportMapping
from reports.importing.refusals import already_in
from reports.record.models import Collection, ReferenceRecord

READY = Path(__file__).resolve().parent / "layouts"


@dataclass(frozen=True)
class ColumnMap(layouts.ColumnMap):
    fields: ClassVar = FIELDS


@dataclass(frozen=True)
class Layout(layouts.Layout):
    maps: ClassVar = ColumnMap

    columns: tuple[ColumnMap, ...]


@cache
def ready_layouts() -> dict[str, Layout]:
    """The mappings that ship with the project, by the name of their file. Raises DataFileError."""
    return Layout.ready(READY)


class Published(Target):
    """A record is a row of one collection; the collection is locked while one batch goes in or out."""

    action = "reports.import"
    app = "reports"
    page = "reports:import"
    batches = ImportBatch
    mappings = ImportMapping
    layout = Layout
    commit_title = gettext_lazy("Put a file into a collection")
    undo_title = gettext_lazy("Take a file out of a collection")
    no_column = gettext_lazy(
        "Choose the column that holds the year of registration; nothing can be counted without it."
    )
    no_column_yet = gettext_lazy("First choose the column that holds the year.")
    not_checked = gettext_lazy("Only a checked file without errors can be put into the collection.")
    went_in = gettext_lazy("Its records are, or were, in the collection. Take them out instead.")
    in_already = "import.in_already"
    same_rows = "import.same_rows"
    changed = "faults"
    too_late = "import.too_late"

    def ready(self) -> Mapping[str, layouts.Layout]:
        return ready_layouts()

    def hold(self, batch: ImportBatch) -> None:
        """Others may still send files into the collection meanwhile (`no_key`)."""
        Collection.objects.select_for_update(no_key=True).get(pk=batch.collection_id)

    def taken(self, batch: ImportBatch) -> frozenset[str]:
        there = ReferenceRecord.objects.of_collection(batch.collection).exclude(source_id=None)
        return frozenset(there.values_list("source_id", flat=True).iterator())

    def write(self, batch: ImportBatch, rows: list[dict[str, Any]]) -> int:
        made = (ReferenceRecord(batch=batch, agency_group_id=batch.agency_group_id, **values) for values in rows)
        return len(ReferenceRecord.objects.bulk_create(made))

    def remove(self, batch: ImportBatch) -> int:
        return ReferenceRecord.objects.filter(batch=batch).delete()[0]

    def already_in(self, batch: ImportBatch) -> str:
        return already_in(batch.collection)

    def known(self, batch: ImportBatch) -> JobRefused:
        return JobRefused("known", collection=str(batch.collection_id))

    def recognised(self, batch: ImportBatch, layout: layouts.Layout) -> None:
        """A collection that was begun for this file is cited as its mapping says."""
        collection = batch.collection
        if layout.citation and not collection.citation and collection.batches.count() == 1:
            collection.citation = layout.citation
            collection.save(update_fields=["citation"])

    def discarded(self, batch: ImportBatch) -> None:
        collection = batch.collection
        if not collection.batches.exists() and not collection.runs.exists():
            collection.delete()


PUBLISHED = Published()
