"""A sheet on its way into a collection: received, mapped, and the work on it asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.owned import Locked
from carisecure.importing import kinds, sheet
from carisecure.importing.opening import Opening
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from carisecure.storage import keeping
from reports.importing import store
from reports.importing.fields import FIELDS
from reports.importing.models import LOOKED_INTO, NOT_YET_IN, BatchState, ImportBatch, ImportMapping
from reports.importing.queries import layouts_for
from reports.importing.reference import ColumnMap, Layout
from reports.importing.refusals import SAME_ROWS, TOO_LATE, already_in
from reports.record.models import Collection, CollectionKind

if TYPE_CHECKING:
    from carisecure.accounts.models import User

UNKNOWN = "?"  # in a form: this value says nothing


@transaction.atomic
def receive_file(
    *,
    chunks: Iterable[bytes],
    file_name: str,
    collection: Collection | None,
    new_collection: str,
    layout: str,
    by: User,
) -> ImportBatch:
    """Keep the file and look at its first rows; nothing is read into the collection.

    Only its kind is looked at here; its rows are read by a worker (`import_look`). `layout` is a key of
    `queries.layouts_for`; empty: the mapping that fits, if one does. Raises ValidationError on "file", "collection" or
    "layout"; the file is then gone again.
    """
    policy.require(by, "reports.import")
    stored = keeping.keep(store.FOLDER, lambda stream: stream.writelines(chunks))
    try:
        encoding = kinds.encoding_of(keeping.place(stored.path), file_name)
        _refuse_known(stored.sha256, encoding, by)
        if layout and layout not in layouts_for(by):
            raise ValidationError({"layout": _("This mapping no longer exists.")})
        into = collection or _make_collection(new_collection, by)
        batch = ImportBatch(
            agency_group_id=by.agency.group_id, collection=into, file_name=file_name, path=stored.path,
            sha256=stored.sha256, size=stored.size, encoding=encoding, asked_by=by,
        )  # fmt: skip
        batch.put_opening(Opening(wanted=layout))
        batch.save(force_insert=True)
        batch.job = ask("reports.look_into_import", batch, by)
    except sheet.FileRefused as refused:
        keeping.remove(stored.path)
        raise ValidationError({"file": ValidationError(refused.message, code=refused.code)}) from None
    except BaseException:
        keeping.remove(stored.path)
        raise
    return batch


def _refuse_known(sha256: str, encoding: str, by: User) -> None:
    """A book may come again for another of its sheets; the worker sees whether it does."""
    known = ImportBatch.objects.visible_to(by, "reports.import").holding(sha256).select_related("collection").first()
    if known is not None and (encoding not in sheet.BOOKS or len(known.opening.sheets) < 2):
        raise ValidationError({"file": ValidationError(already_in(known.collection), code="known")})


def _make_collection(name: str, by: User) -> Collection:
    if not name:
        raise ValidationError({"new_collection": _("Choose a collection, or name a new one.")})
    if Collection.objects.visible_to(by, "reports.import").filter(name__iexact=name).exists():
        raise ValidationError({"new_collection": _("A collection with this name already exists; choose it above.")})
    return Collection.objects.create(
        agency_group_id=by.agency.group_id, name=name, kind=CollectionKind.REFERENCE, made_by=by
    )


def _held(batch: ImportBatch, by: User) -> ImportBatch:
    """The batch, locked. Raises TransitionRefused while work on it waits or runs.

    Asked before locking, and never waiting for the lock: a work holds the row until it ends, and so would whoever waits
    for it in a page. A colleague's job is not seen here, only its lock.
    """
    under_way = _("This file is being worked on. Wait for that to finish, or stop it.")
    found: ImportBatch = ImportBatch.objects.fetch(by, "reports.import", batch.pk)
    if found.job_id and Job.objects.of(by).unfinished().filter(pk=found.job_id).exists():
        raise TransitionRefused(under_way)
    try:
        found = ImportBatch.objects.fetch(by, "reports.import", batch.pk, lock=True, wait=False)
    except Locked:
        raise TransitionRefused(under_way) from None
    return found


def locked(batch: ImportBatch, by: User, *, becoming: str) -> ImportBatch:
    """The batch, locked, if it may still become this. Raises TransitionRefused."""
    found = _held(batch, by)
    stays = found.state == becoming == BatchState.RECEIVED  # its mapping is changed
    if not stays and not found.may_become(becoming):
        raise TransitionRefused(str(TOO_LATE) % {"state": found.get_state_display()})
    return found


def _remap(batch: ImportBatch, layout: dict[str, object], name: str) -> ImportBatch:
    batch.put_mapping(layout)
    batch.mapping_name = name
    batch.state, batch.fault_total, batch.row_count = BatchState.RECEIVED, 0, None
    batch.rows_digest = batch.records_digest = ""
    batch.is_again = False
    batch.put_faults([])
    batch.save()
    return batch


@transaction.atomic
def choose_columns(
    *, batch: ImportBatch, columns: Mapping[str, str], by: User, separators: Mapping[str, str] | None = None
) -> ImportBatch:
    """Say which column is which field of ours ("" leaves it out), and what divides the answers of its cells where that
    is not as it was. What values mean is kept where the field is the same.

    Raises ValidationError where two columns are to fill one field, or none holds the year.
    """
    policy.require(by, "reports.import")
    batch = locked(batch, by, becoming=BatchState.RECEIVED)
    before = {c["column"]: c for c in batch.mapping.get("columns", [])}
    chosen = []
    for column in batch.columns:
        code = columns.get(column, "")
        if code:
            old = before.get(column)
            one = ColumnMap.from_json(old) if old and old["field"] == code else ColumnMap(column, code)
            chosen.append(replace(one, separator=(separators or {}).get(column, one.separator)))
    return _remap(batch, _checked("", tuple(chosen), batch.collection.citation), "")


@transaction.atomic
def choose_values(*, batch: ImportBatch, values: Mapping[str, Mapping[str, str]], by: User) -> ImportBatch:
    """Say what values mean: column -> value -> one of our codes, or UNKNOWN; "" leaves a value unexplained."""
    policy.require(by, "reports.import")
    batch = locked(batch, by, becoming=BatchState.RECEIVED)
    chosen = []
    for column in batch.mapping.get("columns", []):
        said = values.get(column["column"], {})
        meant = {v: c for v, c in column["values"].items() if v not in said}
        meant |= {v: c for v, c in said.items() if c and c != UNKNOWN}
        unknown = [v for v in column["unknown"] if v not in said] + [v for v, c in said.items() if c == UNKNOWN]
        chosen.append(replace(ColumnMap.from_json(column), values=meant, unknown=tuple(unknown)))
    return _remap(batch, _checked("", tuple(chosen), batch.collection.citation), batch.mapping_name)


def _checked(name: str, columns: tuple[ColumnMap, ...], citation: str) -> dict[str, object]:
    fields = [c.field for c in columns]
    twice = sorted({f for f in fields if fields.count(f) > 1 and not FIELDS[f].can_be_repeated})
    if twice:
        raise ValidationError(_("Two columns are set to the same field; choose one of them."))
    if "year" not in fields:
        raise ValidationError(
            _("Choose the column that holds the year of registration; nothing can be counted without it.")
        )
    return Layout(name, columns, citation).as_json()


@transaction.atomic
def save_mapping(*, batch: ImportBatch, name: str, by: User) -> ImportMapping:
    """Keep the batch's mapping under a name for the next file of its kind. An existing name is overwritten.

    Raises TransitionRefused while work on the file is under way.
    """
    policy.require(by, "reports.import")
    batch = _held(batch, by)
    if name.casefold() in {
        layout.name.casefold() for key, layout in layouts_for(by).items() if key.startswith("ready:")
    }:
        raise ValidationError({"name": _("A ready mapping already has this name. Choose another name.")})
    content = json.dumps({**batch.mapping, "name": name, "citation": batch.collection.citation})
    saved, _made = ImportMapping.objects.update_or_create(
        agency_group_id=batch.agency_group_id, name=name, defaults={"content_text": content, "saved_by": by}
    )
    batch.mapping_name = name
    batch.save(update_fields=["mapping_name"])
    return saved


def ask(kind: str, batch: ImportBatch, by: User) -> Job:
    """Have work done on a batch that is locked."""
    job = enqueue(kind, params={"batch_id": str(batch.pk)}, by=by)
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def _ask(kind: str, batch: ImportBatch, by: User, *, becoming: str) -> Job:
    policy.require(by, "reports.import")
    return ask(kind, locked(batch, by, becoming=becoming), by)


@transaction.atomic
def ask_look(*, batch: ImportBatch, by: User) -> Job:
    """Have a file looked into that has only been sent: where that was stopped, or failed."""
    if batch.state != BatchState.SENT:
        raise TransitionRefused(
            _("Too late for this file: it is already “%(state)s”.") % {"state": batch.get_state_display()}
        )
    return _ask("reports.look_into_import", batch, by, becoming=BatchState.RECEIVED)


@transaction.atomic
def ask_check(*, batch: ImportBatch, by: User) -> Job:
    """Have the whole file read without writing a row. Raises TransitionRefused, ValidationError without a mapping."""
    if batch.state in LOOKED_INTO and "year" not in {c["field"] for c in batch.mapping.get("columns", [])}:
        raise ValidationError(_("First choose the column that holds the year."))
    return _ask("reports.check_import", batch, by, becoming=BatchState.CHECKED)


@transaction.atomic
def ask_commit(*, batch: ImportBatch, by: User, again: bool = False) -> Job:
    """Have the rows of a checked file written. Raises TransitionRefused for a file with faults or not yet checked, and
    for one whose rows are in a collection already, unless somebody wants them `again`.
    """
    if batch.state != BatchState.CHECKED:
        raise TransitionRefused(_("Only a checked file without errors can be put into the collection."))
    job = _ask("reports.commit_import", batch, by, becoming=BatchState.COMMITTED)
    if not again and ImportBatch.objects.visible_to(by, "reports.import").with_rows_of(batch).exists():
        raise TransitionRefused(str(SAME_ROWS))
    ImportBatch.objects.filter(pk=batch.pk).update(is_again=again)
    return job


@transaction.atomic
def ask_undo(*, batch: ImportBatch, by: User) -> Job:
    """Have all rows of the batch taken out again. Runs that have counted them keep their numbers."""
    return _ask("reports.undo_import", batch, by, becoming=BatchState.UNDONE)


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: User) -> None:
    """Let go of a file that never went into the collection: the row, the sheet on the disk, and a collection that was
    begun for it and holds nothing else. The ledger keeps the line. Raises TransitionRefused for one that went in, and
    while work on it is under way.
    """
    policy.require(by, "reports.import")
    batch = _held(batch, by)
    if batch.state not in NOT_YET_IN:
        raise TransitionRefused(_("Its records are, or were, in the collection. Take them out instead."))
    path, collection = batch.path, batch.collection
    batch.delete()
    if not collection.batches.exists() and not collection.runs.exists():
        collection.delete()
    transaction.on_commit(lambda: keeping.remove(path))
