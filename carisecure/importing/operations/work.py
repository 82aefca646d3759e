"""The long part of an import, as a worker does it. Each is one transaction, safe to start again from the beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from carisecure.importing import sheet
from carisecure.importing.digest import Rows
from carisecure.importing.models import LISTED_FAULTS, Batch, BatchState
from carisecure.importing.operations.taking import taken
from carisecure.importing.rows import Fault, RowReader, read_sheet
from carisecure.importing.targets import Target
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.running import Running
from carisecure.storage import keeping

CHUNK = 1_000


@dataclass
class _Reading:
    """The rows of a file while they are read, and what is told of all of them."""

    target: Target
    batch: Batch
    raw: Rows = field(default_factory=Rows)
    records: Rows = field(default_factory=Rows)
    left_out: int = 0
    countries: dict[str, list[str]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
        """Every row. Raises JobRefused, in the middle too, where the file cannot be read on."""
        try:
            yield from self._rows()
        except sheet.FileRefused as refused:
            raise JobRefused(refused.key, **refused.arguments) from None

    def _rows(self) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
        batch = self.batch
        if not keeping.is_unchanged(batch.path, batch.sha256):
            raise JobRefused("file_changed")
        layout = self.target.layout.from_json(batch.mapping)
        taken_ids = self.target.taken(batch) if layout.has_ids else frozenset()
        reader = RowReader(layout, batch.header, taken_ids, seen=self.raw.add)
        for record, faults in read_sheet(keeping.place(batch.path), batch.encoding, reader, batch.opening.reading):
            self.records.add(f"{key}={record[key]}" for key in sorted(record) if key != "row_number")
            yield record, faults
        self.left_out, self.countries = reader.left_out, reader.countries


def check_rows(target: Target, running: Running, batch_id: str) -> dict[str, Any]:
    """Read every row and write none. Lists the first 1,000 faults and counts all."""
    batch = taken(target, running, batch_id, BatchState.CHECKED)
    count, total = 0, 0
    listed: list[Fault] = []
    reading = _Reading(target, batch)
    for _record, faults in reading.rows():
        count += 1
        total += len(faults)
        if faults and len(listed) < LISTED_FAULTS:
            listed += faults[: LISTED_FAULTS - len(listed)]
        if count % CHUNK == 0:
            running.progress(count, None, "checking")
            running.stop_if_cancelled()
    if not count:
        raise JobRefused("no_rows")
    batch.row_count, batch.fault_total = count, total
    batch.put_faults([fault.as_json() for fault in listed])
    batch.rows_digest, batch.records_digest = reading.raw.value, "" if total else reading.records.value
    opening = batch.opening
    opening.left_out = reading.left_out
    batch.put_opening(opening)
    batch.add_samples(reading.countries)  # the first rows do not have them all
    batch.state = BatchState.FAULTY if total else BatchState.CHECKED
    batch.save()
    return {"rows": count, "faults": total}


def write_rows(target: Target, running: Running, batch_id: str) -> dict[str, Any]:
    """Write every row of a checked file, or none. Memory stays flat: 1,000 rows at a time."""
    batch = taken(target, running, batch_id, BatchState.COMMITTED)
    target.hold(batch)
    if target.batches.objects.holding(batch.sha256, batch.sheet_number).exclude(pk=batch.pk).exists():
        raise JobRefused(target.in_already)
    if not batch.is_again and target.batches.objects.with_rows_of(batch).exists():
        raise JobRefused(target.same_rows)
    waiting: list[dict[str, Any]] = []
    written = 0
    reading = _Reading(target, batch)
    for values, faults in reading.rows():
        if faults:  # what is there has changed since the check: somebody with this number came in meanwhile
            raise JobRefused(target.changed)
        waiting.append(values)
        if len(waiting) == CHUNK:
            written += _write(target, batch, waiting)
            running.progress(written, batch.row_count, "writing")
            running.stop_if_cancelled()
    written += _write(target, batch, waiting)
    batch.state, batch.committed_at, batch.row_count = BatchState.COMMITTED, timezone.now(), written
    batch.samples_text = json.dumps(reading.countries)  # the page goes on saying what they were taken for
    batch.save()
    running.progress(written, written, "writing")
    return {"rows": written}


def _write(target: Target, batch: Batch, waiting: list[dict[str, Any]]) -> int:
    written = target.write(batch, waiting)
    waiting.clear()
    return written


def remove_rows(target: Target, running: Running, batch_id: str) -> dict[str, Any]:
    """Take all rows of a batch out again."""
    batch = taken(target, running, batch_id, BatchState.UNDONE)
    target.hold(batch)
    removed = target.remove(batch)
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save()
    return {"rows": removed}
