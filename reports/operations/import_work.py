"""The long part of an import, as a worker does it. Each is one transaction, safe to start again from the beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.running import Running
from reports.importing import sheet, store
from reports.importing.layout import from_json
from reports.importing.rows import Fault, RowReader, read_sheet
from reports.models import Collection, ImportBatch, ReferenceRecord
from reports.models.batch import LISTED_FAULTS, BatchState

CHUNK = 1_000


def _taken(running: Running, batch_id: str, becoming: str) -> ImportBatch:
    """The batch, locked for this transaction. Raises NotVisible, TransitionRefused."""
    policy.require(running.person, "reports.import")
    batch: ImportBatch = ImportBatch.objects.fetch(running.person, "reports.import", batch_id, lock=True)
    if not batch.may_become(becoming):
        raise TransitionRefused(_("This file is past that: %(state)s.") % {"state": batch.get_state_display()})
    return batch


def _hold_collection(batch: ImportBatch) -> None:
    """One work at a time writes into a collection or takes out of it: two files with the same numbers, read before
    either is in, would both go in. Others may still send files into it meanwhile (`no_key`).
    """
    Collection.objects.select_for_update(no_key=True).get(pk=batch.collection_id)


def _reading(batch: ImportBatch) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
    """Every row. Raises JobRefused, in the middle too, where the file cannot be read on."""
    try:
        yield from _rows(batch)
    except sheet.FileRefused as refused:
        raise JobRefused(refused.code, refused.message) from None


def _rows(batch: ImportBatch) -> Iterator[tuple[dict[str, Any], list[Fault]]]:
    if not store.is_unchanged(batch.path, batch.sha256):
        raise JobRefused("file_changed", _("The file that was kept is not the one that was sent. Send it again."))
    layout = from_json(batch.mapping)
    taken: frozenset[str] = frozenset()
    if layout.has_ids:
        there = ReferenceRecord.objects.of_collection(batch.collection).exclude(source_id=None)
        taken = frozenset(there.values_list("source_id", flat=True).iterator())
    header = sheet.check_header(next(sheet.rows(store.place(batch.path), batch.encoding), []))
    return read_sheet(store.place(batch.path), batch.encoding, RowReader(layout, header, taken))


def check_rows(running: Running, batch_id: str) -> dict[str, Any]:
    """Read every row and write none. Lists the first 1,000 faults and counts all."""
    batch = _taken(running, batch_id, BatchState.CHECKED)
    count, total = 0, 0
    listed: list[Fault] = []
    for _record, faults in _reading(batch):
        count += 1
        total += len(faults)
        if faults and len(listed) < LISTED_FAULTS:
            listed += faults[: LISTED_FAULTS - len(listed)]
        if count % CHUNK == 0:
            running.progress(count, None, "checking")
            running.stop_if_cancelled()
    batch.row_count, batch.fault_total = count, total
    batch.put_faults([fault.as_json() for fault in listed])
    batch.state = BatchState.FAULTY if total else BatchState.CHECKED
    batch.save()
    return {"rows": count, "faults": total}


def write_rows(running: Running, batch_id: str) -> dict[str, Any]:
    """Write every row of a checked file, or none. Memory stays flat: 1,000 rows at a time."""
    batch = _taken(running, batch_id, BatchState.COMMITTED)
    _hold_collection(batch)
    if ImportBatch.objects.holding(batch.sha256).exclude(pk=batch.pk).exists():
        raise TransitionRefused(_("This file is in a collection already."))
    waiting: list[ReferenceRecord] = []
    written = 0
    for values, faults in _reading(batch):
        if faults:  # the collection has changed since the check: somebody with this number came in meanwhile
            raise JobRefused("faults", _("The collection has changed since this file was checked. Check it again."))
        waiting.append(ReferenceRecord(batch=batch, agency_group_id=batch.agency_group_id, **values))
        if len(waiting) == CHUNK:
            written += _write(waiting)
            running.progress(written, batch.row_count, "writing")
            running.stop_if_cancelled()
    written += _write(waiting)
    batch.state, batch.committed_at, batch.row_count = BatchState.COMMITTED, timezone.now(), written
    batch.samples_text = json.dumps({})
    batch.save()
    running.progress(written, written, "writing")
    return {"rows": written}


def _write(waiting: list[ReferenceRecord]) -> int:
    written = len(ReferenceRecord.objects.bulk_create(waiting))
    waiting.clear()
    return written


def remove_rows(running: Running, batch_id: str) -> dict[str, Any]:
    """Take all rows of a batch out again."""
    batch = _taken(running, batch_id, BatchState.UNDONE)
    _hold_collection(batch)
    removed = ReferenceRecord.objects.filter(batch=batch).delete()[0]
    batch.state, batch.undone_at = BatchState.UNDONE, timezone.now()
    batch.save()
    return {"rows": removed}
